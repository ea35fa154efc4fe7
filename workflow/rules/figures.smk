# One figure a job, as PNG and PDF: by the function `plot` of the module of `lfi.figures` that has the figure's name.


rule plot:
    input:
        reads("plot", lambda w: FIGURES[w.figure].reads),
    output:
        png=report(
            RESULTS / "{problem}/figures/{figure}.png",
            caption="../report/figure.rst",
            category="{problem}",
            labels={"what": "{figure}"},
        ),
        pdf=RESULTS / "{problem}/figures/{figure}.pdf",
    log:
        RESULTS / "logs/{problem}/plot/{figure}.log",
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        figure=lambda w: Definitions([f"lfi.figures.{w.figure}:plot"]),
        shows=shows,
        caption=caption,
        step=step("plot"),
    script:
        "../../scripts/step.py"
