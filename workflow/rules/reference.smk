# What the estimators are set beside: the exact posterior, and stochastic sampling of the likelihood.


rule exact:
    input:
        problem=problem_files,
        observation=RESULTS / "{problem}/observation.h5",
        test=lambda w: (shards(w.problem, "test") if entry(w).datasets else []),
    output:
        RESULTS / "{problem}/posteriors/exact.h5",
    log:
        RESULTS / "logs/{problem}/exact.log",
    benchmark:
        RESULTS / "benchmarks/{problem}/exact.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        problem=problem_leaves,
        datasets=lambda w: entry(w).datasets,
        draws=lambda w: entry(w).references.exact.draws,
        seed=CONFIG.seed,
        code=code("exact"),
    script:
        "../../scripts/exact.py"


rule nested:
    input:
        problem=problem_files,
        observation=RESULTS / "{problem}/observation.h5",
    output:
        draws=RESULTS / "{problem}/posteriors/nested.h5",
        result=RESULTS / "{problem}/posteriors/nested_result.json",
    log:
        RESULTS / "logs/{problem}/nested.log",
    benchmark:
        RESULTS / "benchmarks/{problem}/nested.tsv"
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=240,
    params:
        problem=problem_leaves,
        nlive=lambda w: entry(w).references.nested.nlive,
        seed=CONFIG.seed,
        folder=lambda w: str(RESULTS / ".nested" / w.problem),
        code=code("nested"),
    script:
        "../../scripts/nested.py"
