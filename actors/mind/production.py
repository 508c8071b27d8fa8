"""Productions: what a grammar's lines are made of, read from their texts.

A production reads ``[registers; conditions] text``; the bracket is optional. Registers are a comma list of
``actors.persona.REGISTERS`` (none = all). Conditions are ``feature op integer`` joined by ``&``, op one of >= <= > < ==,
feature one of FEATURES. In the text ``#name#`` stands for a slot (SLOTS, bound when spoken) or another symbol, and may end in
modifiers (MODIFIERS): ``#image.a.cap#``.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from actors.errors import ScenarioInvalid
from actors.mind.surface import plural, with_article
from actors.persona import REGISTERS

SLOTS = (
    "you", "me", "third", "third_he", "third_him", "third_his", "memory", "deed", "news", "want", "secret", "rumour",
    "place", "here", "image", "oath", "saying", "actor", "target", "he", "him", "his", "he2", "him2", "his2",
)  # fmt: skip
"""Names that the caller binds. An unbound (or empty) slot keeps every production that needs it unspoken."""

FEATURES = ("affinity", "trust", "respect", "attraction", "familiarity", "valence", "arousal", "dominance")
"""What conditions may ask: the speaker's regard for the addressee and the speaker's own mood, −1000 … 1000."""

BIT = {name: 1 << place for place, name in enumerate(SLOTS)}
_COMPARE = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "==": operator.eq}
_TAG = re.compile(r"\[([^\];]*)(?:;([^\]]*))?\]\s*")
_CONDITION = re.compile(r"\s*([a-z]+)\s*(>=|<=|==|>|<)\s*(-?\d+)\s*")
_ARTICLE = re.compile(r"(?:(?<=\s)|^)([Aa])n? $")


class Condition(NamedTuple):
    """``feature op value``."""

    feature: str
    compare: Callable[[int, int], bool]
    value: int


class Reference(NamedTuple):
    """A slot or symbol inside a text, with the modifiers to apply from left to right."""

    name: str
    slot: bool
    modifiers: tuple[Callable[[str], str], ...]


@dataclass(frozen=True, slots=True)
class Production:
    """One parsed production. ``own`` marks a persona's own line."""

    text: str
    registers: tuple[str, ...]  # none = all
    conditions: tuple[Condition, ...]
    pieces: tuple[str | Reference, ...]
    slots: int  # bits of the slots it names itself
    symbols: tuple[str, ...]  # the symbols it names itself
    own: bool

    def holds(self, facts: Mapping[str, int]) -> bool:
        """Whether every condition holds; a fact that is not given counts as 0."""
        return all([compare(facts.get(name, 0), value) for name, compare, value in self.conditions])  # noqa: C419 - twice as fast


MODIFIERS: Mapping[str, Callable[[str], str]] = {
    "cap": lambda text: text[:1].upper() + text[1:],
    "lower": lambda text: text[:1].lower() + text[1:],
    "a": with_article,
    "s": plural,
    "possessive": lambda text: text + "'s",
}
"""The final parts of a reference that change its text: first letter up or down, article, plural, genitive."""


def parsed(source: str, symbol: str, text: str, known: Mapping[str, object], own: bool = False) -> Production:
    """The production that a text of this symbol is. Raises ScenarioInvalid(source, symbol, reason) when it cannot be read."""
    registers: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    body = text
    if text.startswith("["):
        tag = _TAG.match(text)
        if tag is None:
            raise ScenarioInvalid(source, symbol, f"the bracket is never closed: {text}")
        registers = tuple(name.strip() for name in tag[1].split(",") if name.strip())
        for name in registers:
            if name not in REGISTERS:
                raise ScenarioInvalid(source, symbol, f"unknown register '{name}': {text}")
        conditions = tuple(_condition(source, symbol, part) for part in tag[2].split("&")) if (tag[2] or "").strip() else ()
        body = text[tag.end() :]
    parts = body.split("#")
    if len(parts) % 2 == 0:
        raise ScenarioInvalid(source, symbol, f"a '#' is never closed: {text}")
    references = [_reference(source, symbol, name, known) for name in parts[1::2]]
    return Production(
        text=body,
        registers=registers,
        conditions=conditions,
        pieces=_pieces(parts[::2], references),
        slots=sum(BIT[name] for name in dict.fromkeys(r.name for r in references if r.slot)),
        symbols=tuple(dict.fromkeys(r.name for r in references if not r.slot)),
        own=own,
    )


def _condition(source: str, symbol: str, text: str) -> Condition:
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise ScenarioInvalid(source, symbol, f"not a condition: {text.strip()}")
    if found[1] not in FEATURES:
        raise ScenarioInvalid(source, symbol, f"unknown feature '{found[1]}'")
    return Condition(found[1], _COMPARE[found[2]], int(found[3]))


def _reference(source: str, symbol: str, text: str, known: Mapping[str, object]) -> Reference:
    name = text
    modifiers: list[Callable[[str], str]] = []
    while name not in BIT and name not in known:
        name, dot, modifier = name.rpartition(".")
        if not dot or modifier not in MODIFIERS:
            raise ScenarioInvalid(source, symbol, f"#{text}# is neither a slot nor a symbol")
        modifiers.insert(0, MODIFIERS[modifier])
    return Reference(name, name in BIT, tuple(modifiers))


def _pieces(literals: Sequence[str], references: Sequence[Reference]) -> tuple[str | Reference, ...]:
    """Literals and references by turns; an article right before a reference becomes its modifier, so that it agrees."""
    pieces: list[str | Reference] = []
    for literal, reference in zip(literals, references, strict=False):
        article = _ARTICLE.search(literal)
        if article:
            capital = (MODIFIERS["cap"],) if article[1] == "A" else ()
            pieces += [literal[: article.start()], reference._replace(modifiers=(*reference.modifiers, with_article, *capital))]
        else:
            pieces += [literal, reference]
    return tuple(piece for piece in (*pieces, literals[-1]) if piece)
