"""Authored texts: what may stand in them."""

import unicodedata
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

_FORBIDDEN = ("Cc", "Cs", "Co", "Cn")
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")  # they reorder what a reader sees


def _forbidden(sign: str) -> bool:
    return (unicodedata.category(sign) in _FORBIDDEN and sign not in "\n\r\t") or sign in _TURNING


def cleaned(value: Any) -> Any:
    """A text with its whitespace made single spaces; a text with control characters is refused."""
    if not isinstance(value, str):
        return value
    for sign in value:
        if _forbidden(sign):
            raise PydanticCustomError("control_character", "holds the control character U+{code}", {"code": f"{ord(sign):04X}"})
    return " ".join(value.split())


Name = Annotated[str, Field(strict=True, min_length=1, max_length=80), BeforeValidator(cleaned)]
"""A name or a form of address."""

Line = Annotated[str, Field(strict=True, min_length=1, max_length=400), BeforeValidator(cleaned)]
"""A phrase or a sentence."""

Tale = Annotated[str, Field(strict=True, max_length=2_000), BeforeValidator(cleaned)]
"""A short paragraph."""

Id = Annotated[str, Field(strict=True, pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
"""A name for machines: small letters, digits, single dashes."""
