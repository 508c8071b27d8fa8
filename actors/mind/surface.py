"""What makes a worded line read well: articles, plurals, spaces, stops and capitals."""

import re

_BLEMISH = re.compile(r"[\s,;:.!?—](?:[,;:.]|(?<=\s)[\s!?])")
_FIRST = re.compile(r"""["“‘(]*[^\W\d_]""")
_NEXT = re.compile(r"""[.!?]["”’)]*\s["“‘(]*[a-zà-öø-ÿ]""")
_ABBREVIATIONS = ("M", "Mr", "Mrs", "Mme", "Dr", "St")


def with_article(text: str) -> str:
    """``a`` or ``an`` before a noun phrase; one that already has an article or a possessive stays as it is."""
    word = text.split(" ", 1)[0].lower()
    if word in ("a", "an", "the", "my", "your", "his", "her", "its", "our", "their", "some", "no", "one"):
        return text
    if word.startswith(("hour", "honest", "honour", "honor", "heir")):
        return "an " + text
    vowel = word[:1] in "aeiouàâéèêîôù" and not word.startswith(("uni", "use", "usu", "eu", "ewe", "once", "one-"))
    return ("an " if vowel else "a ") + text


def plural(text: str) -> str:
    """The regular English plural of the last word."""
    if text.endswith(("s", "x", "z", "ch", "sh")):
        return text + "es"
    if text.endswith("y") and text[-2:-1] not in "aeiou":
        return text[:-1] + "ies"
    return text + "s"


def repaired(text: str) -> str:
    """The text with single spaces, none before punctuation, no doubled stops, and a capital at every sentence's start."""
    text = text.strip()
    if _BLEMISH.search(text):
        text = re.sub(r"\s*—\s*([,;:.])", r"\1", re.sub(r"\s+", " ", text))
        text = re.sub(r"[\s,;:]+([,.;:!?])", r"\1", text)
        text = re.sub(r"([!?])[,;:.](?!\.)", r"\1", text)
        text = re.sub(r"(?<!\.)\.[,;:.](?!\.)", ".", text)
    text = _FIRST.sub(_raised, text, count=1) if _FIRST.match(text) else text
    return _NEXT.sub(_raised_unless_abbreviated, text) if _NEXT.search(text) else text


def _raised(found: re.Match[str]) -> str:
    return found[0][:-1] + found[0][-1].upper()


def _raised_unless_abbreviated(found: re.Match[str]) -> str:
    before = found.string[: found.start()].rsplit(" ", 1)[-1].lstrip('"“‘(')
    return found[0] if before in _ABBREVIATIONS or before.endswith(".") else _raised(found)
