# Trainings: a driver on this machine waits for a job that runs elsewhere.


rule train:
    input:
        reads("train", training_files),
    output:
        weights=WEIGHTS,
        description=DESCRIPTION,
        losses=RESULTS / "{problem}/estimators/{estimator}/losses.csv",
        record=RESULTS / "{problem}/estimators/{estimator}/training.json",
    log:
        RESULTS / "logs/{problem}/train/{estimator}.log",
    priority: 1
    retries: 0
    # On this machine a training takes its cores; elsewhere its driver counts as one: see the profiles.
    threads: lambda w: place(w).cpus * place(w).devices
    # The first three are the driver's; the others say where the training runs, and change no result; a profile sets more.
    resources:
        mem_mb=100,
        runtime=1440,
        trainings=1,
        accelerator=lambda w: place(w).accelerator,
        devices=lambda w: place(w).devices,
        nodes=lambda w: place(w).nodes,
        cpus=lambda w: place(w).cpus,
        memory_mb=lambda w: place(w).memory_mb,
        minutes=lambda w: place(w).minutes,
    params:
        estimator=lambda w: STUDY.estimator(w.problem, w.estimator),
        data=lambda w: STUDY.data(w.problem),
        rows=rows,
        chain=lambda w: entry(w).chain(w.estimator),
        split=split,
        code=lambda w: STUDY.training_code(w.problem, w.estimator),
        seed=CONFIG.seed,
        step=step("train", keep=False),
    script:
        "../../scripts/step.py"
