# Accuracy against number of simulations. Its trainings and evaluations are those of the rules `train` and `evaluate`.


rule sweep:
    input:
        evaluations=settled("sweep", swept(rules.evaluate.output[0])),
        trainings=settled("sweep", swept(rules.train.output.record)),
        test=settled("sweep", lambda w: shards(w.problem, "test")),
        stale=stale("sweep"),
    output:
        report(
            RESULTS / "{problem}/sweep.csv",
            caption="../report/sweep.rst",
            category="{problem}",
            labels={"what": "sweep: table"},
        ),
    log:
        RESULTS / "logs/{problem}/sweep.log",
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=4000,
        runtime=30,
    params:
        provenance=provenance("sweep"),
        problem=lambda w: PLAN.problem(w.problem),
        runs=lambda w: entry(w).runs,
    script:
        "../../scripts/sweep.py"


rule plot_sweep:
    input:
        table=settled("plot_sweep", rules.sweep.output[0]),
        stale=stale("plot_sweep"),
    output:
        figure_files("sweep"),
    log:
        RESULTS / "logs/{problem}/plot_sweep.log",
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        provenance=provenance("plot_sweep"),
    script:
        "../../scripts/plot_sweep.py"
