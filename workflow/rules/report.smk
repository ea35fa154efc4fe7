# Everything on one page.


# What the page begins with; the step `report` has more to say.
report: os.environ.get("LFI_REPORT_TEXT", "../report/workflow.rst")


rule report:
    input:
        reads("report", shown=lambda w: tables_and_figures()),
    output:
        page=RESULTS / "report.html",
    log:
        RESULTS / "logs/report.log",
    params:
        texts=lambda w: [text(name) for name in ["workflow", *TABLES]],
        step=step("report", keep=False),
    script:
        "../../scripts/step.py"
