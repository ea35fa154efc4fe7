# What a trained estimator says: posterior draws, calibration, and densities or predictions on the test set.


rule sample:
    input:
        weights=rules.train.output.weights,
        description=rules.train.output.description,
        observation=rules.observe.output[0],
        test=lambda w: (shards(w.problem, "test") if entry(w).datasets else []),
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
        datasets=lambda w: entry(w).datasets,
        draws=lambda w: entry(w).posterior.draws,
        seed=CONFIG.seed,
        code=code("sample"),
    script:
        "../../scripts/sample.py"


rule calibrate:
    input:
        weights=rules.train.output.weights,
        description=rules.train.output.description,
        shards=lambda w: shards(w.problem, "training"),
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
        split=split,
        draws=lambda w: entry(w).calibration.draws,
        seed=CONFIG.seed,
        code=code("calibrate"),
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
        split=split,
        code=code("evaluate"),
    script:
        "../../scripts/evaluate.py"
