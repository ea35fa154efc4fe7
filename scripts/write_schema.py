"""Write the JSON schema of the configuration, from the typed models."""

from pathlib import Path

from lfi.config.schema import schema

if __name__ == "__main__":
    Path(__file__).parents[1].joinpath("workflow/schemas/config.schema.json").write_text(schema())
