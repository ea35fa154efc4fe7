# One table of scores a problem.


rule compare:
    input:
        problem=problem_files,
        draws=files("draws", "{results}/{problem}/posteriors/{name}.h5"),
        evaluations=files("evaluations", "{results}/{problem}/evaluations/{name}.h5"),
        calibrations=files("calibrations", "{results}/{problem}/calibrations/{name}.h5"),
        trainings=files(
            "trainings", "{results}/{problem}/estimators/{name}/training.json"
        ),
        timings=files("timings", "{results}/{problem}/posteriors/{name}.timing.json"),
        training=lambda w: shards(w.problem, "training"),
        test=lambda w: shards(w.problem, "test"),
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
        runtime=30,
    params:
        problem=problem_leaves,
        names=compared,
        split=split,
        code=code("compare"),
    script:
        "../../scripts/compare.py"
