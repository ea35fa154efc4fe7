# Everything on one page.


# What the page begins with; scripts/report.py has more to say.
report: os.environ.get("LFI_REPORT_TEXT", "../report/workflow.rst")


rule report:
    input:
        made_from(
            "report",
            shown=figures_and_scores(),
        ),
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
