"""layouts/new/*.json: JSON Schemas of the TOML files of a root, made of the records that read them."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from brochurepress.design.tokens import Tokens
from brochurepress.source.edition import Edition
from brochurepress.source.inheritance import OWN_KEYS
from brochurepress.source.section_schema import FieldSchema
from brochurepress.source.section_types import Traits
from brochurepress.workspace.project import HOME

FOLDER = HOME / "layouts/new"


def schemas() -> dict[str, str]:
    """The schemas by the names of their files; nothing is required, for each file may lie over another."""
    edition, tokens, section = (TypeAdapter(of).json_schema() for of in (Edition, Tokens, Traits))
    edition["properties"] |= {key: {} for key in OWN_KEYS}
    del edition["properties"]["name"]
    fields = TypeAdapter(FieldSchema).json_schema(ref_template="#/$defs/field/$defs/{model}")
    section.setdefault("$defs", {})["field"] = fields
    either = {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/field"}]}
    section["properties"]["fields"] = {"type": "object", "additionalProperties": either}
    made = {"edition": edition, "tokens": tokens, "section": section}
    return {f"{name}.json": _written(schema) for name, schema in made.items()}


def _written(schema: dict[str, Any]) -> str:
    schema.pop("required", None)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps({**head, **schema}, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for name, text in schemas().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
