# Everything on one page.


rule report:
    input:
        figures_and_scores(),
    output:
        RESULTS / "report.html",
    log:
        RESULTS / "logs/report.log",
    conda:
        "../../envs/environment.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        code=code("report"),
    script:
        "../../scripts/report.py"
