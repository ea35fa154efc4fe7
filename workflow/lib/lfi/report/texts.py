"""Texts of the page: captions in reStructuredText, which Snakemake's own report shows too, as HTML."""

from docutils.core import publish_parts
from markupsafe import Markup

# No file of the machine gets into the page through a text, and a mistake in a text stops it.
SETTINGS = {"file_insertion_enabled": False, "raw_enabled": False, "halt_level": 2, "report_level": 5}


def html(text: str) -> Markup:
    """A caption as HTML.

    >>> print(html("*p* is the p-value."))
    <p><em>p</em> is the p-value.</p>
    """
    return Markup(publish_parts(text, writer="html5", settings_overrides=SETTINGS)["body"].strip())
