# The tables of a problem: its posteriors beside the reference, scores, verdicts with their ranks, and that of a sweep.


rule c2st:
    input:
        reads(
            "c2st",
            draws=ByName(lambda w: [reference(w), w.beside], DRAWS),
            checks=ByName(
                lambda w: [w.beside] if w.beside in judged(w) else [], CHECKS.pattern
            ),
        ),
    output:
        scores=RESULTS / "{problem}/c2st/{beside}.csv",
    log:
        RESULTS / "logs/{problem}/c2st/{beside}.log",
    resources:
        mem_mb=4000,
        runtime=lambda w, attempt: 10 * attempt * (entry(w).observations or 1),
    params:
        parameters=parameters,
        seed=CONFIG.seed,
        step=step("c2st"),
    script:
        "../../scripts/step.py"


rule compare:
    input:
        reads(
            "compare",
            draws=ByName(posteriors, DRAWS),
            evaluations=EVALUATIONS,
            levels=LEVELS,
            checks=CHECKS,
            trainings=TRAININGS,
            timings=ByName(
                density_estimators, RESULTS / "{problem}/posteriors/{name}.timing.json"
            ),
            training=every("training"),
            test=every("test"),
            beside=ByName(beside_reference, RESULTS / "{problem}/c2st/{name}.csv"),
        ),
    output:
        scores=table("scores"),
    log:
        RESULTS / "logs/{problem}/compare.log",
    resources:
        mem_mb=4000,
        runtime=30,
    params:
        problem=problem,
        split=split,
        step=step("compare"),
    script:
        "../../scripts/step.py"


rule judge:
    input:
        reads(
            "judge",
            levels=LEVELS,
            checks=CHECKS,
            losses=LOSSES._replace(names=density_estimators),
            scores=RESULTS / "{problem}/scores.csv",
        ),
    output:
        verdicts=table("verdicts"),
        ranks=table("ranks"),
    log:
        RESULTS / "logs/{problem}/judge.log",
    params:
        parameters=parameters,
        step=step("judge"),
    script:
        "../../scripts/step.py"


rule sweep:
    input:
        reads(
            "sweep",
            evaluations=EVALUATIONS._replace(names=runs),
            trainings=TRAININGS._replace(names=runs),
            test=every("test"),
        ),
    output:
        scores=table("sweep"),
    log:
        RESULTS / "logs/{problem}/sweep.log",
    resources:
        mem_mb=4000,
        runtime=30,
    params:
        problem=problem,
        runs=runs,
        step=step("sweep"),
    script:
        "../../scripts/step.py"
