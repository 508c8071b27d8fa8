"""JSON taken strictly: what two readers might understand differently is refused."""

import json
import re
from collections import Counter
from typing import Any, NoReturn

from actors.errors import InvalidRequest

DEPTH = 100
"""How deep lists and objects may be nested."""

KEYS = 1_000
"""How many keys one object may have: each that is not known costs a sentence."""

_ESCAPED = re.compile(rb"\\u(0000|[dD][89abAB])")
_SHOWN = 80


def check_json(body: bytes) -> None:
    """Raises InvalidRequest (JSON pointer, reason) for what is no JSON in UTF-8, a key that stands twice in one object, numbers
    that are none, more than KEYS or DEPTH allow, and texts with the character NUL or half a character (a lone surrogate)."""
    try:
        value = _DECODER.decode(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise InvalidRequest("/", f"is no UTF-8: byte {error.start} makes no sense") from None
    except json.JSONDecodeError as error:
        raise InvalidRequest("/", f"is no JSON: {error.msg.lower()} (line {error.lineno}, column {error.colno})") from None
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        raise InvalidRequest("/", "has a number with too many digits") from None
    if body.count(b"[") + body.count(b"{") > DEPTH or _ESCAPED.search(body):
        _check_inside(value)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > KEYS:
        raise InvalidRequest("/", f"has an object with more than {KEYS} keys")
    found = dict(pairs)
    if len(found) != len(pairs):
        (twice, _), *_ = Counter(key for key, _ in pairs).most_common(1)
        raise InvalidRequest("/", f"the key '{shown(twice)}' stands twice in one object")
    return found


def _no_number(name: str) -> NoReturn:
    raise InvalidRequest("/", f"{name} is no number of JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_number)


def _check_inside(value: Any) -> None:
    waiting: list[tuple[Any, int]] = [(value, 0)]
    while waiting:
        one, depth = waiting.pop()
        if isinstance(one, str):
            _check_text(one)
        elif depth == DEPTH and isinstance(one, dict | list):
            raise _too_deep()
        elif isinstance(one, dict):
            waiting += [(part, depth + 1) for pair in one.items() for part in pair]
        elif isinstance(one, list):
            waiting += [(part, depth + 1) for part in one]


def _check_text(text: str) -> None:
    if "\0" in text:
        raise InvalidRequest("/", "has the character NUL in a text")
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise InvalidRequest("/", "has half a character (a lone surrogate) in a text")


def _too_deep() -> InvalidRequest:
    return InvalidRequest("/", f"is nested more than {DEPTH} levels deep")


def shown(text: str, most: int = _SHOWN) -> str:
    """A text of somebody else's, short enough and of signs that can be sent."""
    plain = text.encode("utf-8", "replace").decode()
    return plain if len(plain) <= most else f"{plain[:most]}…"
