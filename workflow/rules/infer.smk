# What a trained estimator says: posterior draws, calibration, densities or predictions on the test set.


rule sample:
    input:
        reads(
            "sample",
            weights=WEIGHTS,
            description=DESCRIPTION,
            observation=OBSERVATION,
            test=DATASETS,
        ),
    output:
        posterior=RESULTS / "{problem}/posteriors/{estimator}.h5",
        timing=RESULTS / "{problem}/posteriors/{estimator}.timing.json",
    log:
        RESULTS / "logs/{problem}/sample/{estimator}.log",
    resources:
        mem_mb=4000,
        runtime=30,
    params:
        parameters=parameters,
        datasets=datasets,
        draws=lambda w: entry(w).posterior.draws,
        network=network,
        seed=CONFIG.seed,
        step=step("sample"),
    script:
        "../../scripts/step.py"


rule calibrate:
    input:
        reads(
            "calibrate",
            weights=WEIGHTS,
            description=DESCRIPTION,
            training=every("training"),
        ),
    output:
        levels=RESULTS / "{problem}/calibrations/{estimator}.h5",
    log:
        RESULTS / "logs/{problem}/calibrate/{estimator}.log",
    resources:
        mem_mb=4000,
        runtime=60,
    params:
        problem=problem,
        split=split,
        draws=lambda w: entry(w).calibration.draws,
        network=network,
        seed=CONFIG.seed,
        step=step("calibrate"),
    script:
        "../../scripts/step.py"


rule evaluate:
    input:
        reads(
            "evaluate",
            weights=WEIGHTS,
            description=DESCRIPTION,
            training=FirstRows("training", rows),
            test=every("test"),
        ),
    output:
        values=RESULTS / "{problem}/evaluations/{estimator}.h5",
    log:
        RESULTS / "logs/{problem}/evaluate/{estimator}.log",
    resources:
        mem_mb=4000,
        runtime=30,
    params:
        rows=rows,
        split=split,
        network=network,
        step=step("evaluate"),
    script:
        "../../scripts/step.py"


rule check:
    input:
        reads(
            "check",
            weights=WEIGHTS,
            description=DESCRIPTION,
            posterior=RESULTS / "{problem}/posteriors/{estimator}.h5",
            observation=OBSERVATION,
            training=every("training"),
        ),
    output:
        checks=RESULTS / "{problem}/checks/{estimator}.h5",
    log:
        RESULTS / "logs/{problem}/check/{estimator}.log",
    resources:
        mem_mb=4000,
        runtime=lambda w, attempt: 60 * attempt * (entry(w).observations or 1),
    params:
        problem=problem,
        replicas=lambda w: entry(w).posterior.replicas,
        network=network,
        seed=CONFIG.seed,
        step=step("check"),
    script:
        "../../scripts/step.py"
