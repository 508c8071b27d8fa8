"""Own productions of a voice: which symbols exist, which slots each may use, and how conditions are written.

``[registers; conditions] text with #slots#``; the bracket may be left out. The grammar itself is elsewhere; here it is
only made sure that a writer's line can be spoken.
"""

import re
from collections.abc import Iterator

from actors.genre import FAMILIES, OUTCOMES, Genre
from actors.mind.production import FEATURES, MODIFIERS, SLOTS
from actors.persona import REGISTERS

MOVES = (
    "greet", "chat", "jest", "confide", "reminisce", "reveal", "comfort", "praise", "encourage", "help", "mock", "insult",
    "accuse", "threaten", "quarrel", "apologise", "forgive", "flirt", "court", "give", "ask_favour", "promise", "inquire",
    "gossip", "warn", "betray", "conspire", "break_off",
)  # fmt: skip
"""The moves of the classic genre; a genre may have more."""

FREE_SLOTS = ("you", "me", "here", "place", "image", "oath", "saying")
"""What every line may speak about."""

_PAST, _THIRD, _WANT = ("memory", "deed"), ("third", "third_he", "third_him", "third_his"), ("want",)
TOPIC_SLOTS = {
    "reminisce": _PAST, "accuse": _PAST, "apologise": _PAST, "forgive": _PAST, "quarrel": _PAST,
    "confide": _WANT, "help": _WANT, "conspire": (*_WANT, *_THIRD),
    "inquire": _THIRD, "warn": _THIRD, "gossip": _THIRD, "betray": _THIRD,
}  # fmt: skip
"""What the lines of a move may speak about besides."""

OPENING_SLOTS = {"reveal": ("secret",), "gossip": ("news",), "betray": ("rumour",)}
"""What only the opening line of a move may speak about."""

_BRACKET = re.compile(r"^\[([^\[\]]*)\]\s*(.*)$", re.DOTALL)
_CONDITION = re.compile(rf"^({'|'.join(FEATURES)})\s*(>=|<=|==|>|<)\s*-?\d+$")
_SLOT = re.compile(rf"^([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*?)(?:\.(?:{'|'.join(MODIFIERS)}))*$")


def symbol_fault(symbol: str, genre: Genre) -> str:
    """Why no grammar asks for this symbol, or "". A genre with speech knows its own symbols; else the classic ones count."""
    if genre.speech:
        return "" if symbol in genre.speech else f"the grammar of the genre '{genre.id}' has no symbol '{symbol}'"
    head, _, tail = symbol.partition(".")
    moves = {*MOVES, *(move.id for move in genre.moves)}
    if head in moves and tail in ("open", *OUTCOMES):
        return ""
    if head in FAMILIES and tail in OUTCOMES:
        return ""
    return f"no grammar asks for '{symbol}'; write <move>.open, <move>.<outcome> or <family>.<outcome>"


def production_fault(symbol: str, production: str, genre: Genre) -> str:
    """Why this line cannot be spoken under this symbol, or ""."""
    match = _BRACKET.match(production)
    tags, text = match.groups() if match else ("", production)
    if not text.strip() or text.startswith("["):
        return "has no text" if not text.strip() else "its bracket of tags is not closed"
    return next(_faults(symbol, tags, text, genre), "")


def _faults(symbol: str, tags: str, text: str, genre: Genre) -> Iterator[str]:
    registers, _, conditions = tags.partition(";")
    for register in registers.replace(",", " ").split():
        if register not in REGISTERS:
            yield f"'{register}' is no register; there are: {', '.join(REGISTERS)}"
    for condition in filter(None, (part.strip() for part in conditions.split("&"))):
        if not _CONDITION.match(condition):
            yield f"'{condition}' is no condition; write one like affinity>=200"
    pieces = text.split("#")
    if len(pieces) % 2 == 0:
        yield "has a # without its partner"
    yield from _slot_faults(symbol, pieces[1::2], genre)


def _slot_faults(symbol: str, slots: list[str], genre: Genre) -> Iterator[str]:
    move, _, tail = symbol.partition(".")
    allowed = (*FREE_SLOTS, *TOPIC_SLOTS.get(move, ()), *(OPENING_SLOTS.get(move, ()) if tail == "open" else ()))
    written = move in MOVES or move in FAMILIES
    for slot in slots:
        match = _SLOT.match(slot)
        if match is None:
            yield f"'#{slot}#' is no slot"
        elif match[1] not in SLOTS and match[1] not in genre.speech:
            yield f"'#{slot}#' is neither a slot nor a symbol of the grammar"
        elif written and match[1] in SLOTS and match[1] not in allowed:
            yield f"'#{slot}#' has nothing to stand for in {symbol}; it may use: {', '.join(allowed)}"
