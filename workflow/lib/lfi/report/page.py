"""The page, from what is said on it and the templates that lay it out."""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml
from jinja2 import DictLoader, Environment, StrictUndefined

from lfi.report.made import Made
from lfi.report.problem import ProblemPage
from lfi.report.texts import html

# The template that takes in the others.
FIRST = "page.html"


def render(
    problems: Sequence[ProblemPage],
    made: Made,
    configuration: Mapping[str, Any],
    captions: Mapping[str, str],
    templates: Mapping[str, str],
    version: str,
) -> str:
    """The page as HTML.

    Args:
        problems: what it says of each problem.
        made: how the results were made.
        configuration: what they were made from.
        captions: what is seen in each table and figure, by name, in reStructuredText.
        templates: texts of the templates, by file name.
        version: of lfi.
    """
    environment = Environment(
        loader=DictLoader(templates), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["yaml"] = as_yaml
    return environment.get_template(FIRST).render(
        problems=problems,
        made=made,
        configuration=configuration,
        captions={name: html(text) for name, text in captions.items()},
        version=version,
    )


def as_yaml(values: Mapping[str, Any]) -> str:
    """Values as they stand in a configuration file, the kind of a thing first.

    >>> print(as_yaml({"seed": 1, "flow": {"hidden": [32], "kind": "flow"}}), end="")
    seed: 1
    flow:
      kind: flow
      hidden: [32]
    """
    ordered = _kind_first(values)
    return str(yaml.safe_dump(ordered, sort_keys=False, default_flow_style=None, width=110, allow_unicode=True))


def _kind_first(values: Any) -> Any:
    if not isinstance(values, Mapping):
        return values
    return {name: _kind_first(values[name]) for name in sorted(values, key=lambda name: name != "kind")}
