# What a trained estimator says: posterior draws, calibration, and densities or predictions on the test set.


rule sample:
    input:
        weights=rules.train.output.weights,
        description=rules.train.output.description,
        observation=rules.observe.output[0],
        test=lambda w: shards(w.problem, "test") if entry(w).posterior.test_datasets else [],
    output:
        draws=RESULTS / "{problem}/posteriors/{estimator}.h5",
        timing=RESULTS / "{problem}/posteriors/{estimator}.timing.json",
    params:
        datasets=lambda w: entry(w).posterior.test_datasets,
        draws=lambda w: entry(w).posterior.draws,
        seed=CONFIG.seed,
        code=code("sample"),
    log:
        RESULTS / "logs/{problem}/sample/{estimator}.log",
    benchmark:
        RESULTS / "benchmarks/{problem}/sample/{estimator}.tsv"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=30,
    conda:
        "../../envs/environment.yaml"
    script:
        "../../scripts/sample.py"


rule calibrate:
    input:
        weights=rules.train.output.weights,
        description=rules.train.output.description,
        shards=lambda w: shards(w.problem, "training"),
    output:
        RESULTS / "{problem}/calibrations/{estimator}.h5",
    params:
        split=split,
        draws=lambda w: entry(w).calibration.draws,
        seed=CONFIG.seed,
        code=code("calibrate"),
    log:
        RESULTS / "logs/{problem}/calibrate/{estimator}.log",
    benchmark:
        RESULTS / "benchmarks/{problem}/calibrate/{estimator}.tsv"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=60,
    conda:
        "../../envs/environment.yaml"
    script:
        "../../scripts/calibrate.py"


rule evaluate:
    input:
        weights=rules.train.output.weights,
        description=rules.train.output.description,
        training=lambda w: shards(w.problem, "training"),
        test=lambda w: shards(w.problem, "test"),
    output:
        RESULTS / "{problem}/evaluations/{estimator}.h5",
    params:
        split=split,
        code=code("evaluate"),
    log:
        RESULTS / "logs/{problem}/evaluate/{estimator}.log",
    benchmark:
        RESULTS / "benchmarks/{problem}/evaluate/{estimator}.tsv"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=30,
    conda:
        "../../envs/environment.yaml"
    script:
        "../../scripts/evaluate.py"
