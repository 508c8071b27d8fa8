"""Complaints about an authored file, in plain words."""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from actors.errors import ScenarioInvalid
from scenarios.files import Files

_SENTENCES = {
    "missing": "is missing",
    "int_type": "must be a whole number (thousandths)",
    "int_from_float": "must be a whole number (thousandths)",
    "int_parsing": "must be a whole number (thousandths)",
    "string_type": "must be a text (put it in quotes)",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "dict_type": "must be a mapping of keys to values",
    "model_type": "must be a mapping of keys to values",
    "model_attributes_type": "must be a mapping of keys to values",
    "string_too_short": "must not be empty",
    "string_pattern_mismatch": "must be small letters, digits and single dashes, beginning with a letter",
}


def where(path: Sequence[int | str]) -> str:
    """A key path as authors write it: ``cast[3].traits.openness``."""
    key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return key.removeprefix(".")


def refusal(files: Files, error: ValidationError) -> ScenarioInvalid:
    """The first thing that is wrong, as an error with its place."""
    return next(refusals(files, error))


def refusals(files: Files, error: ValidationError) -> Iterator[ScenarioInvalid]:
    """Everything that is wrong, each as an error with its place."""
    for one in error.errors(include_url=False):
        path = one["loc"]
        yield ScenarioInvalid(files.holding(path), where(path) or "the file", _reason(one))


def _reason(error: Any) -> str:
    kind, bounds = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return f"the key '{error['loc'][-1]}' is unknown here"
    if kind in ("greater_than_equal", "less_than_equal"):
        return f"{error['input']} is out of range: {_bound(kind, bounds)}"
    if kind == "literal_error":
        return f"must be one of: {bounds['expected'].replace(' or ', ', ')}"
    if kind == "too_short":
        return "must not be empty" if bounds["min_length"] == 1 else f"needs at least {bounds['min_length']} entries"
    if kind in ("too_long", "string_too_long"):
        return f"is too long: at most {bounds['max_length']} {'entries' if kind == 'too_long' else 'characters'}"
    return _SENTENCES.get(kind, str(error["msg"]))


def _bound(kind: str, bounds: Any) -> str:
    return f"at least {bounds['ge']}" if kind == "greater_than_equal" else f"at most {bounds['le']}"
