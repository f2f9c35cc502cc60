"""JSON schemas that what the press writes for other programs is held against."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def schema_faults(value: Any, name: str) -> list[str]:
    """What a schema of tests/support/schemas finds wrong with a value."""
    import jsonschema  # type: ignore[import-untyped]  # two seconds, for the few who ask

    schema = json.loads((Path(__file__).parent / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
    judge = jsonschema.validators.validator_for(schema)(schema)
    return [f"{error.json_path}: {error.message}" for error in judge.iter_errors(value)]
