# What estimators are compared with: the exact posterior, a user's draws, nested sampling of the likelihood.


rule exact:
    input:
        reads("exact", observation=OBSERVATION, test=DATASETS),
    output:
        posterior=RESULTS / "{problem}/posteriors/exact.h5",
    log:
        RESULTS / "logs/{problem}/exact.log",
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        problem=problem,
        datasets=datasets,
        draws=lambda w: entry(w).references.exact.draws,
        seed=CONFIG.seed,
        step=step("exact"),
    script:
        "../../scripts/step.py"


rule file:
    input:
        reads(
            "file",
            draws=lambda w: entry(w).references.file.path,
            observation=OBSERVATION,
        ),
    output:
        posterior=RESULTS / "{problem}/posteriors/file.h5",
    log:
        RESULTS / "logs/{problem}/file.log",
    params:
        problem=problem,
        seed=CONFIG.seed,
        step=step("file"),
    script:
        "../../scripts/step.py"


rule nested:
    input:
        reads("nested", observation=OBSERVATION),
    output:
        posterior=RESULTS / "{problem}/posteriors/nested.h5",
        result=RESULTS / "{problem}/posteriors/nested_result.json",
    log:
        RESULTS / "logs/{problem}/nested.log",
    resources:
        mem_mb=2000,
        runtime=lambda w, attempt: 240 * attempt * (entry(w).observations or 1),
    params:
        problem=problem,
        nlive=lambda w: entry(w).references.nested.nlive,
        seed=CONFIG.seed,
        step=step("nested"),
    script:
        "../../scripts/step.py"
