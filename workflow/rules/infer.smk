# What a trained estimator says: posterior draws, calibration, and densities or predictions on the test set.


rule sample:
    input:
        made_from(
            "sample",
            weights=rules.train.output.weights,
            description=rules.train.output.description,
            observation=rules.observe.output[0],
            test=lambda w: datasets(w.problem),
        ),
    output:
        draws=RESULTS / "{problem}/posteriors/{estimator}.h5",
        timing=RESULTS / "{problem}/posteriors/{estimator}.timing.json",
    log:
        RESULTS / "logs/{problem}/sample/{estimator}.log",
    benchmark:
        RESULTS / "benchmarks/{problem}/sample/{estimator}.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=30,
    params:
        provenance=provenance("sample"),
        datasets=lambda w: entry(w).datasets,
        draws=lambda w: entry(w).posterior.draws,
        seed=CONFIG.seed,
    script:
        "../../scripts/sample.py"


rule calibrate:
    input:
        made_from(
            "calibrate",
            weights=rules.train.output.weights,
            description=rules.train.output.description,
            shards=lambda w: shards(w.problem, "training"),
        ),
    output:
        RESULTS / "{problem}/calibrations/{estimator}.h5",
    log:
        RESULTS / "logs/{problem}/calibrate/{estimator}.log",
    benchmark:
        RESULTS / "benchmarks/{problem}/calibrate/{estimator}.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=60,
    params:
        provenance=provenance("calibrate"),
        split=lambda w: PLAN.split(w.problem),
        draws=lambda w: entry(w).calibration.draws,
        seed=CONFIG.seed,
    script:
        "../../scripts/calibrate.py"


rule evaluate:
    input:
        made_from(
            "evaluate",
            weights=rules.train.output.weights,
            description=rules.train.output.description,
            training=lambda w: shards(w.problem, "training", rows(w)),
            test=lambda w: shards(w.problem, "test"),
        ),
    output:
        RESULTS / "{problem}/evaluations/{estimator}.h5",
    log:
        RESULTS / "logs/{problem}/evaluate/{estimator}.log",
    benchmark:
        RESULTS / "benchmarks/{problem}/evaluate/{estimator}.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=30,
    params:
        provenance=provenance("evaluate"),
        rows=rows,
        split=lambda w: PLAN.split(w.problem),
    script:
        "../../scripts/evaluate.py"


rule check:
    input:
        made_from(
            "check",
            weights=rules.train.output.weights,
            description=rules.train.output.description,
            draws=rules.sample.output.draws,
            observation=rules.observe.output[0],
            training=lambda w: shards(w.problem, "training"),
        ),
    output:
        RESULTS / "{problem}/checks/{estimator}.h5",
    log:
        RESULTS / "logs/{problem}/check/{estimator}.log",
    benchmark:
        RESULTS / "benchmarks/{problem}/check/{estimator}.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=60,
    params:
        provenance=provenance("check"),
        problem=lambda w: PLAN.problem(w.problem),
        replicas=lambda w: entry(w).posterior.replicas,
        seed=CONFIG.seed,
    script:
        "../../scripts/check.py"
