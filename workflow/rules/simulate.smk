# The observation, and shards of simulated pairs.


rule simulate:
    input:
        problem=problem_files,
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
        problem=problem_leaves,
        seed=CONFIG.seed,
        code=code("simulate"),
    script:
        "../../scripts/simulate.py"


rule observe:
    input:
        problem=problem_files,
        file=lambda w: entry(w).observation or [],
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
        problem=problem_leaves,
        file=lambda w: entry(w).observation and str(entry(w).observation),
        seed=CONFIG.seed,
        code=code("observe"),
    script:
        "../../scripts/observe.py"
