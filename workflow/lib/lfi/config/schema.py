"""The configuration's JSON schema, for editors that complete and check as a person types."""

import json

from lfi.config.workflow import Config


def schema() -> str:
    """The schema of the typed models, as the file holds it."""
    return json.dumps(Config.model_json_schema(), indent=2) + "\n"
