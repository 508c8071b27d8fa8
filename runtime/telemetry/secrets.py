"""Keeping secrets out of the log: by the name under which a value stands, and by what it looks like."""

import re
from collections.abc import Mapping
from typing import Any

HIDDEN = "***"

_NAMES = re.compile(
    r"(pass(word|wd|phrase)?|secret|token|ticket|authorization|cookie|credential|api[_-]?key|private[_-]?key|signing[_-]?key|signature)",
    re.IGNORECASE,
)
_COUNTS = re.compile(r"^(max_|llm_)?tokens(_total|_used)?$")
"""Of language models, which are no secret."""

_LOGIN = re.compile(r"([a-z][a-z0-9+.-]*://)[^/\s@'\"]*@", re.IGNORECASE)
_SCHEME = re.compile(r"\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE)
_TOKEN = re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
_API_KEY = re.compile(r"\bfb[a-z]_[A-Za-z0-9_-]{16,}")
"""Also refresh tokens and whatever else is named so by ``storage.accounts``."""

_HASH = re.compile(r"\$argon2(?:id|i|d)\$[^\s'\"]+")
_NAMED = re.compile(
    r"""((?:[\w-]*(?:password|passwd|secret|token|ticket|authorization|cookie|api[_-]?key)[\w-]*)['"]?\s*[=:]\s*)(?:"[^"]*"|'[^']*'|[^\s,;&'"})\]]+)""",
    re.IGNORECASE,
)


def redacted(value: Any, name: str = "") -> Any:
    """The value without what is secret in it; ``name`` is the key under which it stands."""
    if name and value and _NAMES.search(name) and not _COUNTS.match(name):
        return HIDDEN
    if isinstance(value, str):
        return without_secrets(value)
    if isinstance(value, bytes):
        return without_secrets(value.decode(errors="replace"))
    if isinstance(value, Mapping):
        return {key: redacted(each, str(key)) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redacted(each) for each in value]
    return value if isinstance(value, int | float) or value is None else without_secrets(str(value))


def without_secrets(text: str) -> str:
    """The text with logins in URLs, tokens, keys, hashes of passwords and named secrets hidden."""
    text = _LOGIN.sub(rf"\1{HIDDEN}@", text)
    text = _SCHEME.sub(rf"\1 {HIDDEN}", text)
    for shape in (_TOKEN, _API_KEY, _HASH):
        text = shape.sub(HIDDEN, text)
    return _NAMED.sub(rf"\1{HIDDEN}", text)
