"""Write the JSON schema of the configuration, from the typed models."""

import json
from pathlib import Path

from lfi.config.workflow import Config

PATH = Path(__file__).parents[1] / "workflow/schemas/config.schema.json"


def schema() -> str:
    return json.dumps(Config.model_json_schema(), indent=2) + "\n"


if __name__ == "__main__":
    PATH.write_text(schema())
