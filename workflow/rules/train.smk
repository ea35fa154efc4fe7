# Trainings: a driver here waits for a job elsewhere.


rule train:
    input:
        made_from(
            "train",
            shards=lambda w: shards(w.problem, "training", rows(w)),
        ),
    output:
        weights=RESULTS / "{problem}/estimators/{estimator}/weights.safetensors",
        description=RESULTS / "{problem}/estimators/{estimator}/estimator.json",
        losses=RESULTS / "{problem}/estimators/{estimator}/losses.csv",
        record=RESULTS / "{problem}/estimators/{estimator}/training.json",
    log:
        RESULTS / "logs/{problem}/train/{estimator}.log",
    benchmark:
        RESULTS / "benchmarks/{problem}/train/{estimator}.tsv"
    priority: 1
    retries: 0
    conda:
        "../../envs/environment.yaml"
    threads: 1
    # The first two are the driver's; the rest say where the job runs, and change nothing in its result.
    resources:
        mem_mb=100,
        runtime=1440,
        accelerator=lambda w: run(w).accelerator,
        devices=lambda w: run(w).devices,
        nodes=lambda w: run(w).nodes,
        cpus=lambda w: run(w).cpus,
        memory_mb=lambda w: run(w).memory_mb,
        minutes=lambda w: run(w).minutes,
        launcher="local",
        partition="",
        account="",
        qos="",
        gpu_type="",
        setup="",
        python="",
        checkpoint_seconds=60,
        notice_seconds=90,
    params:
        provenance=provenance("train"),
        estimator=lambda w: PLAN.estimator(w.problem, w.estimator),
        data=lambda w: PLAN.data(w.problem),
        rows=rows,
        split=lambda w: PLAN.split(w.problem),
        folder=str(RESULTS / ".training"),
        seed=CONFIG.seed,
    script:
        "../../scripts/train.py"
