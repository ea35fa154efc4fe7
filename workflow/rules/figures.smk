# One figure a rule, as PNG and PDF.


rule plot_data:
    input:
        made_from(
            "plot_data",
            observation=rules.observe.output[0],
            draws=lambda w: expand(
                RESULTS / "{problem}/posteriors/{name}.h5",
                problem=w.problem,
                name=PLAN.posteriors(w.problem),
            ),
        ),
    output:
        figure_files("data"),
    log:
        RESULTS / "logs/{problem}/plot_data.log",
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        provenance=provenance("plot_data"),
        problem=lambda w: PLAN.problem(w.problem),
        names=lambda w: PLAN.posteriors(w.problem),
    script:
        "../../scripts/plot_data.py"


rule plot_posterior:
    input:
        made_from(
            "plot_posterior",
            observation=rules.observe.output[0],
            draws=lambda w: expand(
                RESULTS / "{problem}/posteriors/{name}.h5",
                problem=w.problem,
                name=PLAN.posteriors(w.problem),
            ),
            checks=lambda w: expand(
                rules.check.output,
                problem=w.problem,
                estimator=PLAN.corrected(w.problem),
            ),
        ),
    output:
        figure_files("posterior"),
    log:
        RESULTS / "logs/{problem}/plot_posterior.log",
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        provenance=provenance("plot_posterior"),
        parameters=lambda w: list(PROBLEMS[w.problem].parameters),
        names=lambda w: PLAN.posteriors(w.problem),
        corrected=lambda w: PLAN.corrected(w.problem),
    script:
        "../../scripts/plot_posterior.py"


rule plot_test_posteriors:
    input:
        made_from(
            "plot_test_posteriors",
            observation=rules.observe.output[0],
            test=lambda w: datasets(w.problem),
            draws=lambda w: expand(
                RESULTS / "{problem}/posteriors/{name}.h5",
                problem=w.problem,
                name=PLAN.posteriors(w.problem, everywhere=True),
            ),
        ),
    output:
        figure_files("test_posteriors"),
    log:
        RESULTS / "logs/{problem}/plot_test_posteriors.log",
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        provenance=provenance("plot_test_posteriors"),
        parameters=lambda w: list(PROBLEMS[w.problem].parameters),
        names=lambda w: PLAN.posteriors(w.problem, everywhere=True),
        datasets=lambda w: entry(w).datasets,
    script:
        "../../scripts/plot_test_posteriors.py"


rule plot_calibration:
    input:
        made_from(
            "plot_calibration",
            levels=levels,
        ),
    output:
        figure_files("calibration"),
    log:
        RESULTS / "logs/{problem}/plot_calibration.log",
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        provenance=provenance("plot_calibration"),
        parameters=lambda w: list(PROBLEMS[w.problem].parameters),
        names=lambda w: PLAN.calibrated(w.problem),
    script:
        "../../scripts/plot_calibration.py"


rule plot_sbc:
    input:
        made_from(
            "plot_sbc",
            levels=levels,
        ),
    output:
        figure_files("sbc"),
    log:
        RESULTS / "logs/{problem}/plot_sbc.log",
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        provenance=provenance("plot_sbc"),
        parameters=lambda w: list(PROBLEMS[w.problem].parameters),
        names=lambda w: PLAN.calibrated(w.problem),
    script:
        "../../scripts/plot_sbc.py"


rule plot_coverage:
    input:
        made_from(
            "plot_coverage",
            levels=levels,
        ),
    output:
        figure_files("coverage"),
    log:
        RESULTS / "logs/{problem}/plot_coverage.log",
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        provenance=provenance("plot_coverage"),
        names=lambda w: PLAN.calibrated(w.problem),
    script:
        "../../scripts/plot_coverage.py"


rule plot_tarp:
    input:
        made_from(
            "plot_tarp",
            levels=levels,
        ),
    output:
        figure_files("tarp"),
    log:
        RESULTS / "logs/{problem}/plot_tarp.log",
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        provenance=provenance("plot_tarp"),
        names=lambda w: PLAN.calibrated(w.problem),
    script:
        "../../scripts/plot_tarp.py"


rule plot_training:
    input:
        made_from(
            "plot_training",
            losses=lambda w: expand(
                rules.train.output.losses,
                problem=w.problem,
                estimator=entry(w).estimators,
            ),
        ),
    output:
        figure_files("training"),
    log:
        RESULTS / "logs/{problem}/plot_training.log",
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        provenance=provenance("plot_training"),
        names=lambda w: list(entry(w).estimators),
    script:
        "../../scripts/plot_training.py"


rule plot_curve:
    input:
        made_from(
            "plot_curve",
            training=lambda w: shards(w.problem, "training"),
            test=lambda w: shards(w.problem, "test"),
            evaluations=lambda w: expand(
                rules.evaluate.output, problem=w.problem, estimator=entry(w).estimators
            ),
        ),
    output:
        figure_files("curve"),
    log:
        RESULTS / "logs/{problem}/plot_curve.log",
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        provenance=provenance("plot_curve"),
        problem=lambda w: PLAN.problem(w.problem),
        names=lambda w: list(entry(w).estimators),
    script:
        "../../scripts/plot_curve.py"
