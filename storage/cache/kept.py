"""What is kept of a call: its value or its error, as JSON."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from actors.errors import FabulaError, InvalidRequest

_AS_IT_IS = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_SUBCLASS
_SHORTEST = 0.01


@dataclass(frozen=True, slots=True)
class Rules:
    """For how many seconds a value is kept, and nothing at all; and which errors are kept like nothing. Raises InvalidRequest."""

    name: str
    ttl: float
    absent: float
    errors: tuple[type[FabulaError], ...]

    def __post_init__(self) -> None:
        if self.ttl < _SHORTEST or not (self.absent == 0 or self.absent >= _SHORTEST):
            raise InvalidRequest(self.name, f"it cannot be kept for {self.ttl} and {self.absent} seconds")


async def computed(call: Callable[[], Awaitable[Any]], rules: Rules) -> tuple[bytes, float]:
    """What to keep, and for how many seconds. Raises what is not to be kept, and InvalidRequest for a value that is no JSON."""
    try:
        value = await call()
    except rules.errors as error:
        kept = _written(error)
        if type(error) not in rules.errors or kept is None:
            raise
        return kept, rules.absent
    try:
        return orjson.dumps({"value": value}, option=_AS_IT_IS), rules.absent if value is None else rules.ttl
    except TypeError as error:
        raise InvalidRequest(rules.name, f"what it returns is no JSON: {error}") from error


def _written(error: FabulaError) -> bytes | None:
    """None when its arguments are no JSON."""
    try:
        return orjson.dumps({"error": [type(error).__name__, *error.args]}, option=_AS_IT_IS)
    except TypeError:
        return None


def is_whole(kept: Any, errors: Sequence[type[FabulaError]]) -> bool:
    """Whether this is something that we have written, and can read."""
    try:
        found = orjson.loads(kept)
    except (orjson.JSONDecodeError, TypeError):
        return False
    if not isinstance(found, dict):
        return False
    return "value" in found or found.get("error", [""])[0] in [error.__name__ for error in errors]


def told(kept: bytes, errors: Sequence[type[FabulaError]]) -> Any:
    """The value, or the error raised anew."""
    found = orjson.loads(kept)
    if "value" in found:
        return found["value"]
    name, *args = found["error"]
    raise next(error for error in errors if error.__name__ == name)(*args)
