"""The OpenAPI document as a file: ``python -m gateway.document FILE`` writes it."""

import sys
from pathlib import Path
from typing import Any

import orjson

from gateway.app import create_app
from gateway.settings import GatewaySettings

DEPTH = 3
"""So far down everything has a line of its own: every operation of a path, and every schema."""


def document() -> dict[str, Any]:
    """The document, the same for the same routes."""
    return create_app(GatewaySettings()).openapi()


def written(value: Any, depth: int = DEPTH) -> str:
    """Values as JSON, sorted, so that a change of one operation or schema is a change of one line."""
    if depth and isinstance(value, dict) and value:
        inner = (f"{orjson.dumps(key).decode()}: {written(value[key], depth - 1)}" for key in sorted(value))
        return "{\n" + ",\n".join(inner) + "\n}"
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def main() -> None:
    """Write it."""
    Path(sys.argv[1]).write_text(f"{written(document())}\n", "utf-8")


if __name__ == "__main__":
    main()
