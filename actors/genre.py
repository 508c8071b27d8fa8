"""A genre: the manners of a kind of story, as data. Moves, the rules that weigh them, and the grammar that words them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson

OUTCOMES = ("eager", "accept", "hedge", "refuse", "backfire")
"""How the other takes a move, from best to worst."""

FAMILIES = ("small_talk", "disclose", "support", "conflict", "repair", "romance", "exchange", "information")

NEEDS = ("energy", "company", "esteem", "safety", "curiosity")

DIMENSIONS = ("affinity", "trust", "respect", "attraction", "familiarity")
"""What a relationship is made of; familiarity is 0 … 1000, the others −1000 … 1000."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What an accepted (or refused) move does to one side: shifts of own feeling for the other, of mood and of needs."""

    regard: tuple[int, int, int, int, int]  # in the order of DIMENSIONS
    mood: tuple[int, int, int]  # valence, arousal, dominance
    needs: tuple[int, int, int, int, int]  # in the order of NEEDS


@dataclass(frozen=True, slots=True)
class Move:
    """Something a character can try to do to another."""

    id: str
    family: str
    base: int  # inclination before any rule speaks
    risk: int  # how much trust the other must have to go along, 0 … 1000
    cost: int  # energy, 0 … 1000
    weight: int  # how memorable it is, 0 … 1000
    labels: tuple[str, ...]  # kind, cruel, honest, deceitful, romantic, public, private
    topic: str  # what it needs to speak about: "", "memory", "third", "news", "want", "secret", "their_secret"
    past: str  # "{actor} mocked {target}"
    gains: tuple[int, int, int, int, int]  # needs it promises to fill, in the order of NEEDS
    accepted: tuple[Effect, Effect]  # on initiator, on responder
    refused: tuple[Effect, Effect]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of volition. When all conditions hold, it adds ``add`` + Σ feature·k/1000 to each of its moves.

    ``side`` is ``wish`` (the initiator wants to) or ``answer`` (the responder goes along).
    """

    id: str
    side: str
    moves: tuple[str, ...]  # move ids, already expanded from families
    when: tuple[tuple[str, str, int], ...]  # (feature, operator, value)
    add: int
    per: tuple[tuple[str, int], ...]  # (feature, k in thousandths)


@dataclass(frozen=True, slots=True)
class Genre:
    """Moves, rules and speech. ``hash`` names this exact content; an ecosystem keeps the genre it was founded with."""

    id: str
    hash: str
    moves: tuple[Move, ...]
    rules: tuple[Rule, ...]
    speech: Mapping[str, tuple[str, ...]] = field(repr=False)  # symbol → productions (see actors/mind/grammar.py)

    def blob(self) -> bytes:
        """The genre as bytes, to be kept with an ecosystem; ``from_blob`` is the inverse."""
        return orjson.dumps({**asdict(self), "speech": dict(self.speech)})

    @classmethod
    def from_blob(cls, blob: bytes) -> "Genre":
        """A genre that was kept."""
        data = orjson.loads(blob)
        speech = {symbol: tuple(productions) for symbol, productions in data["speech"].items()}
        moves = tuple(_move(move) for move in data["moves"])
        return cls(data["id"], data["hash"], moves, tuple(_rule(rule) for rule in data["rules"]), speech)


def _move(data: dict[str, Any]) -> Move:
    sides = {name: tuple(_effect(effect) for effect in data[name]) for name in ("accepted", "refused")}
    return Move(**{**data, **sides, "labels": tuple(data["labels"]), "gains": tuple(data["gains"])})


def _effect(data: dict[str, Any]) -> Effect:
    return Effect(tuple(data["regard"]), tuple(data["mood"]), tuple(data["needs"]))


def _rule(data: dict[str, Any]) -> Rule:
    when = tuple((feature, operator, value) for feature, operator, value in data["when"])
    per = tuple((feature, thousandths) for feature, thousandths in data["per"])
    return Rule(data["id"], data["side"], tuple(data["moves"]), when, data["add"], per)
