"""Results by commit: one line of JSON for each, appended to ``benchmarks/results.jsonl``."""

from pathlib import Path
from typing import Any

import orjson

KEPT = Path(__file__).with_name("results.jsonl")


def keep(result: dict[str, Any], file: Path = KEPT) -> None:
    """Append it."""
    with file.open("ab") as lines:
        lines.write(orjson.dumps(_rounded(result), option=orjson.OPT_APPEND_NEWLINE))


def last(file: Path = KEPT) -> dict[str, Any] | None:
    """The one that was kept last; None when there is none."""
    lines = file.read_bytes().splitlines() if file.exists() else []
    return orjson.loads(lines[-1]) if lines else None


def _rounded(value: Any) -> Any:
    """Six significant digits are more than any of them can promise."""
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return [_rounded(inner) for inner in value] if isinstance(value, list) else value
