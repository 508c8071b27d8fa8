"""Names in the cache: of an owner's calls, and of tags. No part of a name can be taken for another, whatever it holds."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from string import Formatter
from typing import Any
from urllib.parse import quote

import orjson

from actors.errors import InvalidRequest

OWNER = "owner"
EVERYTHING = "fabula:cache:*"
_LONGEST = 200


def check_signature(name: str, signature: inspect.Signature, tags: Sequence[str]) -> None:
    """Raises InvalidRequest for a function whose first argument is not the owner, that takes any number of arguments, or whose
    tags speak of none of them."""
    first = next(iter(signature.parameters.values()), None)
    if first is None or first.name != OWNER:
        raise InvalidRequest(name, f"its first argument must be '{OWNER}': whose data it returns")
    if any(parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD) for parameter in signature.parameters.values()):
        raise InvalidRequest(name, "it must name all its arguments, since they are part of the key")
    for tag in tags:
        for _, field, _, _ in Formatter().parse(tag):
            if field is not None and field not in signature.parameters:
                raise InvalidRequest(name, f"the tag '{tag}' speaks of '{field}', which is none of its arguments")


def name_of(function: Callable[..., Any]) -> str:
    """What its results are filed under."""
    return f"{function.__module__}.{function.__qualname__}"


def key_of(name: str, arguments: Mapping[str, Any]) -> str:
    """The key of a call. Raises InvalidRequest without an owner, and for an argument that is no JSON."""
    owner, *others = arguments.values()
    rest = ":".join(_written(name, argument) for argument in others)
    if len(rest) > _LONGEST:
        rest = blake2b(rest.encode(), digest_size=16).hexdigest()
    return f"{owner_key(owner)}:{name}:{rest}"


def owner_key(owner: str) -> str:
    """What all keys of an owner begin with. Raises InvalidRequest when that is nobody."""
    if not isinstance(owner, str) or not owner.strip():
        raise InvalidRequest(OWNER, f"{owner!r} is nobody; nothing is cached without an owner")
    return f"fabula:cache:{_quoted(owner)}"


def tag_key(tag: str) -> str:
    """Where a tag's present token is."""
    return f"fabula:cache-tag:{_quoted(tag)}"


def _written(name: str, argument: Any) -> str:
    """A text as it is, anything else as JSON with a sign before it that no quoted text has."""
    if isinstance(argument, str):
        return _quoted(argument)
    try:
        return "=" + _quoted(orjson.dumps(argument, option=orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS).decode())
    except TypeError as error:
        raise InvalidRequest(name, f"{argument!r} cannot be part of a key: {error}") from None


def _quoted(text: str) -> str:
    """Without colons, stars and the like."""
    return quote(text, safe="", errors="surrogatepass")
