# One figure a rule, as PNG and PDF.


rule plot_data:
    input:
        observation=settled("plot_data", rules.observe.output[0]),
        draws=settled(
            "plot_data",
            lambda w: expand(
                RESULTS / "{problem}/posteriors/{name}.h5",
                problem=w.problem,
                name=PLAN.posteriors(w.problem),
            ),
        ),
        stale=stale("plot_data"),
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
        observation=settled("plot_posterior", rules.observe.output[0]),
        draws=settled(
            "plot_posterior",
            lambda w: expand(
                RESULTS / "{problem}/posteriors/{name}.h5",
                problem=w.problem,
                name=PLAN.posteriors(w.problem),
            ),
        ),
        checks=settled(
            "plot_posterior",
            lambda w: expand(
                rules.check.output,
                problem=w.problem,
                estimator=PLAN.corrected(w.problem),
            ),
        ),
        stale=stale("plot_posterior"),
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
        observation=settled("plot_test_posteriors", rules.observe.output[0]),
        test=settled("plot_test_posteriors", lambda w: datasets(w.problem)),
        draws=settled(
            "plot_test_posteriors",
            lambda w: expand(
                RESULTS / "{problem}/posteriors/{name}.h5",
                problem=w.problem,
                name=PLAN.posteriors(w.problem, everywhere=True),
            ),
        ),
        stale=stale("plot_test_posteriors"),
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
        levels=settled(
            "plot_calibration",
            lambda w: expand(
                rules.calibrate.output,
                problem=w.problem,
                estimator=PLAN.calibrated(w.problem),
            ),
        ),
        stale=stale("plot_calibration"),
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
        levels=settled(
            "plot_sbc",
            lambda w: expand(
                rules.calibrate.output,
                problem=w.problem,
                estimator=PLAN.calibrated(w.problem),
            ),
        ),
        stale=stale("plot_sbc"),
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
        levels=settled(
            "plot_coverage",
            lambda w: expand(
                rules.calibrate.output,
                problem=w.problem,
                estimator=PLAN.calibrated(w.problem),
            ),
        ),
        stale=stale("plot_coverage"),
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
        levels=settled(
            "plot_tarp",
            lambda w: expand(
                rules.calibrate.output,
                problem=w.problem,
                estimator=PLAN.calibrated(w.problem),
            ),
        ),
        stale=stale("plot_tarp"),
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
        losses=settled(
            "plot_training",
            lambda w: expand(
                rules.train.output.losses,
                problem=w.problem,
                estimator=entry(w).estimators,
            ),
        ),
        stale=stale("plot_training"),
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
        training=settled("plot_curve", lambda w: shards(w.problem, "training")),
        test=settled("plot_curve", lambda w: shards(w.problem, "test")),
        evaluations=settled(
            "plot_curve",
            lambda w: expand(
                rules.evaluate.output, problem=w.problem, estimator=entry(w).estimators
            ),
        ),
        stale=stale("plot_curve"),
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
