"""Words for full-text search, alike in every store: no case, no accents."""

import re
from unicodedata import normalize

_WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """Lower case without combining marks: "Éponine" and "eponine" are the same word."""
    letters = normalize("NFKD", text.lower()).replace("ς", "σ")
    return "".join(c for c in letters if not "\u0300" <= c <= "\u036f")


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return _WORD.findall(folded(text))
