# One table of scores a problem, and one of verdicts.


rule compare:
    input:
        made_from(
            "compare",
            draws=files("draws", "{results}/{problem}/posteriors/{name}.h5"),
            evaluations=files(
                "evaluations", "{results}/{problem}/evaluations/{name}.h5"
            ),
            calibrations=files(
                "calibrations", "{results}/{problem}/calibrations/{name}.h5"
            ),
            checks=files("checks", "{results}/{problem}/checks/{name}.h5"),
            trainings=files(
                "trainings", "{results}/{problem}/estimators/{name}/training.json"
            ),
            timings=files(
                "timings", "{results}/{problem}/posteriors/{name}.timing.json"
            ),
            training=lambda w: shards(w.problem, "training"),
            test=lambda w: shards(w.problem, "test"),
        ),
    output:
        report(
            RESULTS / "{problem}/scores.csv",
            caption="../report/scores.rst",
            category="{problem}",
            labels={"what": "scores"},
        ),
    log:
        RESULTS / "logs/{problem}/compare.log",
    benchmark:
        RESULTS / "benchmarks/{problem}/compare.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=lambda w: 30 * (entry(w).observations or 1),
    params:
        provenance=provenance("compare"),
        problem=lambda w: PLAN.problem(w.problem),
        names=compared,
        split=lambda w: PLAN.split(w.problem),
        seed=CONFIG.seed,
    script:
        "../../scripts/compare.py"


rule judge:
    input:
        made_from(
            "judge",
            calibrations=files(
                "calibrations", "{results}/{problem}/calibrations/{name}.h5"
            ),
            checks=files("checks", "{results}/{problem}/checks/{name}.h5"),
        ),
    output:
        report(
            RESULTS / "{problem}/verdicts.csv",
            caption="../report/verdicts.rst",
            category="{problem}",
            labels={"what": "verdicts"},
        ),
    log:
        RESULTS / "logs/{problem}/judge.log",
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        provenance=provenance("judge"),
        parameters=lambda w: list(PROBLEMS[w.problem].parameters),
        names=compared,
    script:
        "../../scripts/judge.py"
