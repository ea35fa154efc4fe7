"""From a job of Snakemake's to the call of a step."""

import inspect
import pkgutil
from pathlib import Path
from typing import Any

from lfi.launch.runs import RunLock
from lfi.launch.usage import Usages
from lfi.logs import logged
from lfi.provenance.parameters import code_parameters
from lfi.provenance.planned import Planned
from lfi.workflow.binding import BINDING, arguments, files_read
from lfi.workflow.declaration import Declaration
from lfi.workflow.run import run


def perform(job: Any) -> None:
    """Run the step that a job's rule declares.

    Args:
        job: what Snakemake hands to a script.
    """
    declaration: Declaration = job.params.step
    name, usages = declaration.recipe.name, Usages(declaration.results)
    with logged(job.log[0], name) as say, usages.measured(name, job.threads, job.resources.get("mem_mb", 0)):
        RunLock(declaration.results).check()
        function, known = pkgutil.resolve_name(declaration.function), arguments(job, declaration, say)
        asked = {name: known[name] for name in inspect.signature(function).parameters}
        outputs, stand = [Path(path) for path in job.output], tuple(code_parameters(dict(job.params.items())))
        starts = (BINDING, declaration.function, *(root for p in stand for root in p.code))
        planned = Planned(declaration.recipe, starts, stand)
        run(declaration, files_read(job), outputs, lambda: function(**asked), planned, say)
