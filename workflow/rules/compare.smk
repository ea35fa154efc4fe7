# One table of scores a problem, one of verdicts, and one of a sweep.
LEVELS = ByName(calibrated, RESULTS / "{problem}/calibrations/{name}.h5")
CHECKS = ByName(density_estimators, RESULTS / "{problem}/checks/{name}.h5")
EVALUATIONS = ByName(estimators, RESULTS / "{problem}/evaluations/{name}.h5")
TRAININGS = ByName(estimators, RESULTS / "{problem}/estimators/{name}/training.json")


def runs(w):
    """The trainings of a problem's sweep, by name."""
    return entry(w).runs


# The tables, and the problems that have them.
TABLES = {
    "scores": lambda name: True,
    "verdicts": STUDY.density_estimators,
    "sweep": lambda name: CONFIG.problems[name].sweep,
}


def table(name):
    """A table of a problem, with its page in the report."""
    return report(
        RESULTS / f"{{problem}}/{name}.csv",
        caption=f"../report/{name}.rst",
        category="{problem}",
        labels={"what": name},
    )


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
        ),
    output:
        scores=table("scores"),
    log:
        RESULTS / "logs/{problem}/compare.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=4000,
        runtime=lambda w: 30 * (entry(w).observations or 1),
    params:
        problem=problem,
        split=split,
        seed=CONFIG.seed,
        step=step("compare"),
    script:
        "../../scripts/step.py"


rule judge:
    input:
        reads("judge", levels=LEVELS, checks=CHECKS),
    output:
        verdicts=table("verdicts"),
    log:
        RESULTS / "logs/{problem}/judge.log",
    conda:
        "../../envs/environment.yaml"
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
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=4000,
        runtime=30,
    params:
        problem=problem,
        runs=runs,
        step=step("sweep"),
    script:
        "../../scripts/step.py"
