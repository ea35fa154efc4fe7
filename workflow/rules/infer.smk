# What a trained estimator says: posterior draws, calibration, and densities or predictions on the test set.


rule sample:
    input:
        weights=settled("sample", rules.train.output.weights),
        description=settled("sample", rules.train.output.description),
        observation=settled("sample", rules.observe.output[0]),
        test=settled("sample", lambda w: datasets(w.problem)),
        stale=stale("sample"),
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
        weights=settled("calibrate", rules.train.output.weights),
        description=settled("calibrate", rules.train.output.description),
        shards=settled("calibrate", lambda w: shards(w.problem, "training")),
        stale=stale("calibrate"),
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
        weights=settled("evaluate", rules.train.output.weights),
        description=settled("evaluate", rules.train.output.description),
        training=settled("evaluate", lambda w: shards(w.problem, "training", rows(w))),
        test=settled("evaluate", lambda w: shards(w.problem, "test")),
        stale=stale("evaluate"),
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
        weights=settled("check", rules.train.output.weights),
        description=settled("check", rules.train.output.description),
        draws=settled("check", rules.sample.output.draws),
        observation=settled("check", rules.observe.output[0]),
        training=settled("check", lambda w: shards(w.problem, "training")),
        stale=stale("check"),
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
