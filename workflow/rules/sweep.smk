# Accuracy against number of simulations. Its trainings and evaluations are those of the rules `train` and `evaluate`.


rule sweep:
    input:
        made_from(
            "sweep",
            evaluations=swept(rules.evaluate.output[0]),
            trainings=swept(rules.train.output.record),
            test=lambda w: shards(w.problem, "test"),
        ),
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
        made_from(
            "plot_sweep",
            table=rules.sweep.output[0],
        ),
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
