# Everything on one page.


from lfi.diagnostics.ranking import read, screen


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


# The end of a run: which posterior to use, why, and what to do about the others.
onsuccess:
    for name in CONFIG.problems:
        if (ranks := RESULTS / name / "ranks.csv").exists():
            print(screen(name, read(ranks)), file=sys.stderr)
