"""Examples of answers in the OpenAPI document, put together from those of the models that they are made of."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

JSON = "application/json"

Schema = Mapping[str, Any]


def declare(document: dict[str, Any]) -> None:
    """Have every answer in JSON that is no refusal show an example. One whose models have too few shows none."""
    schemas = document["components"]["schemas"]
    for methods in document["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                content = answer.get("content", {}).get(JSON)
                if content is not None and status.startswith("2"):
                    with suppress(LookupError):
                        content.setdefault("example", _shown(content["schema"], schemas))


def _shown(schema: Schema, schemas: Mapping[str, Schema]) -> Any:
    """An example of what has this schema: its own, or made of those of its parts. Raises LookupError where one is missing."""
    if "$ref" in schema:
        return _shown(schemas[schema["$ref"].rsplit("/", 1)[1]], schemas)
    if "examples" in schema:
        return schema["examples"][0]
    if "default" in schema:
        return schema["default"]
    if "items" in schema:
        return [_shown(schema["items"], schemas)]
    if {"type": "null"} in schema.get("anyOf", ()):
        return None
    return {name: _shown(inner, schemas) for name, inner in schema["properties"].items()}
