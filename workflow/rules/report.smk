# Everything on one page.
import lfi

# What lays out the page, and counts in it by its content.
TEMPLATES = ["page.html", "problem.html", "made.html", "style.css"]
# What no result depends on is not on the page: neither a folder, nor how a set is cut, nor where a training runs.
UNSEEN = {
    "results": True,
    "stale_on_versions": True,
    "problems": {
        "__all__": {
            "simulations": {"shard_size"},
            "estimators": {"__all__": {"resources"}},
        }
    },
}


# What Snakemake's own report begins with: `snakemake --report`.
report: "../report/workflow.rst"


rule report:
    input:
        reads(
            "report",
            tables=everything("{problem}/{name}.csv", tables),
            figures=everything("{problem}/figures/{name}.png", figures),
            draws=everything("{problem}/posteriors/{name}.h5", STUDY.posteriors),
            checks=everything("{problem}/checks/{name}.h5", STUDY.corrected),
            observation=everything(
                "{problem}/{name}.h5",
                lambda name: ["observation"] if STUDY.is_inference(name) else [],
            ),
            templates=lambda w: [REPORT / name for name in TEMPLATES],
        ),
    output:
        page=RESULTS / "report.html",
    log:
        RESULTS / "logs/report.log",
    params:
        captions=lambda w: {name: text(name) for name in captioned()},
        parameters={name: STUDY.parameters(name) for name in CONFIG.problems},
        priors={name: STUDY.prior(name) for name in CONFIG.problems},
        configuration=CONFIG.model_dump(mode="json", exclude=UNSEEN),
        version=lfi.__version__,
        step=step("report", keep=False),
    script:
        "../../scripts/step.py"


onsuccess:
    verdict()


onerror:
    verdict()
