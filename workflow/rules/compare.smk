# One table of scores a problem, and one of verdicts.


rule compare:
    input:
        draws=settled(
            "compare", files("draws", "{results}/{problem}/posteriors/{name}.h5")
        ),
        evaluations=settled(
            "compare",
            files("evaluations", "{results}/{problem}/evaluations/{name}.h5"),
        ),
        calibrations=settled(
            "compare",
            files("calibrations", "{results}/{problem}/calibrations/{name}.h5"),
        ),
        checks=settled(
            "compare", files("checks", "{results}/{problem}/checks/{name}.h5")
        ),
        trainings=settled(
            "compare",
            files("trainings", "{results}/{problem}/estimators/{name}/training.json"),
        ),
        timings=settled(
            "compare",
            files("timings", "{results}/{problem}/posteriors/{name}.timing.json"),
        ),
        training=settled("compare", lambda w: shards(w.problem, "training")),
        test=settled("compare", lambda w: shards(w.problem, "test")),
        stale=stale("compare"),
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
        calibrations=settled(
            "judge",
            files("calibrations", "{results}/{problem}/calibrations/{name}.h5"),
        ),
        checks=settled("judge", files("checks", "{results}/{problem}/checks/{name}.h5")),
        stale=stale("judge"),
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
