# The observations, and shards of simulated pairs.


rule simulate:
    input:
        made_from(
            "simulate",
        ),
    output:
        RESULTS / "{problem}/simulations/{set}/{start}-{stop}.h5",
    log:
        RESULTS / "logs/{problem}/simulate/{set}-{start}-{stop}.log",
    benchmark:
        RESULTS / "benchmarks/{problem}/simulate/{set}-{start}-{stop}.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        provenance=provenance("simulate"),
        problem=lambda w: PLAN.problem(w.problem),
        on_failure=lambda w: entry(w).simulations.on_failure,
        seed=CONFIG.seed,
    script:
        "../../scripts/simulate.py"


rule observe:
    input:
        made_from(
            "observe",
            file=lambda w: entry(w).observation or [],
        ),
    output:
        RESULTS / "{problem}/observation.h5",
    log:
        RESULTS / "logs/{problem}/observe.log",
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        provenance=provenance("observe"),
        problem=lambda w: PLAN.problem(w.problem),
        file=lambda w: entry(w).observation and str(entry(w).observation),
        simulated=lambda w: entry(w).observations,
        seed=CONFIG.seed,
    script:
        "../../scripts/observe.py"
