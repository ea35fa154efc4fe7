# One figure a rule, as PNG and PDF.


rule plot_data:
    input:
        problem=problem_files,
        observation=rules.observe.output[0],
        draws=lambda w: expand(
            RESULTS / "{problem}/posteriors/{name}.h5",
            problem=w.problem,
            name=posterior_names(w.problem),
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
        problem=problem_leaves,
        names=lambda w: posterior_names(w.problem),
        code=code("plot_data"),
    script:
        "../../scripts/plot_data.py"


rule plot_posterior:
    input:
        observation=rules.observe.output[0],
        draws=lambda w: expand(
            RESULTS / "{problem}/posteriors/{name}.h5",
            problem=w.problem,
            name=posterior_names(w.problem),
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
        parameters=lambda w: list(PROBLEMS[w.problem].parameters),
        names=lambda w: posterior_names(w.problem),
        code=code("plot_posterior"),
    script:
        "../../scripts/plot_posterior.py"


rule plot_test_posteriors:
    input:
        observation=rules.observe.output[0],
        test=lambda w: shards(w.problem, "test"),
        draws=lambda w: expand(
            RESULTS / "{problem}/posteriors/{name}.h5",
            problem=w.problem,
            name=posterior_names(w.problem, everywhere=True),
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
        parameters=lambda w: list(PROBLEMS[w.problem].parameters),
        names=lambda w: posterior_names(w.problem, everywhere=True),
        datasets=lambda w: entry(w).datasets,
        code=code("plot_test_posteriors"),
    script:
        "../../scripts/plot_test_posteriors.py"


rule plot_calibration:
    input:
        levels=lambda w: expand(
            rules.calibrate.output, problem=w.problem, estimator=calibrated(w.problem)
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
        parameters=lambda w: list(PROBLEMS[w.problem].parameters),
        names=lambda w: calibrated(w.problem),
        code=code("plot_calibration"),
    script:
        "../../scripts/plot_calibration.py"


rule plot_training:
    input:
        losses=lambda w: expand(
            rules.train.output.losses, problem=w.problem, estimator=entry(w).estimators
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
        names=lambda w: list(entry(w).estimators),
        code=code("plot_training"),
    script:
        "../../scripts/plot_training.py"


rule plot_curve:
    input:
        problem=problem_files,
        training=lambda w: shards(w.problem, "training"),
        test=lambda w: shards(w.problem, "test"),
        evaluations=lambda w: expand(
            rules.evaluate.output, problem=w.problem, estimator=entry(w).estimators
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
        problem=problem_leaves,
        names=lambda w: list(entry(w).estimators),
        code=code("plot_curve"),
    script:
        "../../scripts/plot_curve.py"
