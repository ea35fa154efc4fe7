# What the estimators are set beside: the exact posterior, draws that the user has, stochastic sampling of the likelihood.


rule exact:
    input:
        made_from(
            "exact",
            observation=RESULTS / "{problem}/observation.h5",
            test=lambda w: datasets(w.problem),
        ),
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
        provenance=provenance("exact"),
        problem=lambda w: PLAN.problem(w.problem),
        datasets=lambda w: entry(w).datasets,
        draws=lambda w: entry(w).references.exact.draws,
        seed=CONFIG.seed,
    script:
        "../../scripts/exact.py"


rule file:
    input:
        made_from(
            "file",
            draws=lambda w: entry(w).references.file.path,
            observation=RESULTS / "{problem}/observation.h5",
        ),
    output:
        RESULTS / "{problem}/posteriors/file.h5",
    log:
        RESULTS / "logs/{problem}/file.log",
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        provenance=provenance("file"),
        problem=lambda w: PLAN.problem(w.problem),
        seed=CONFIG.seed,
    script:
        "../../scripts/file.py"


rule nested:
    input:
        made_from(
            "nested",
            observation=RESULTS / "{problem}/observation.h5",
        ),
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
        runtime=lambda w: 240 * (entry(w).observations or 1),
    params:
        provenance=provenance("nested"),
        problem=lambda w: PLAN.problem(w.problem),
        nlive=lambda w: entry(w).references.nested.nlive,
        seed=CONFIG.seed,
        folder=lambda w: str(RESULTS / ".nested" / w.problem),
    script:
        "../../scripts/nested.py"
