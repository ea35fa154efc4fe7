# Everything on one page.


rule report:
    input:
        figures_and_scores(),
    output:
        RESULTS / "report.html",
    params:
        code=code("report"),
    log:
        RESULTS / "logs/report.log",
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    conda:
        "../../envs/environment.yaml"
    script:
        "../../scripts/report.py"
