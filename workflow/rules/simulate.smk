# The observations, and shards of simulated pairs.


rule simulate:
    input:
        reads("simulate"),
    output:
        shard=RESULTS / "{problem}/simulations/{set}/{start}-{stop}.h5",
    log:
        RESULTS / "logs/{problem}/simulate/{set}-{start}-{stop}.log",
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        problem=problem,
        on_failure=lambda w: entry(w).simulations.on_failure,
        seed=CONFIG.seed,
        step=step("simulate", keep=False),
    script:
        "../../scripts/step.py"


rule observe:
    input:
        reads("observe", file=lambda w: entry(w).observation or []),
    output:
        observation=OBSERVATION,
    log:
        RESULTS / "logs/{problem}/observe.log",
    params:
        problem=problem,
        simulated=lambda w: entry(w).observations,
        seed=CONFIG.seed,
        step=step("observe"),
    script:
        "../../scripts/step.py"
