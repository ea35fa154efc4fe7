# Everything on one page.


rule report:
    input:
        shown=settled("report", figures_and_scores()),
        stale=stale("report"),
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
        provenance=provenance("report"),
    script:
        "../../scripts/report.py"
