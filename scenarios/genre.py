"""Genres: moves, rules and speech from their files, checked and hashed."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from hashlib import blake2b
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal

import orjson
import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from actors.errors import ScenarioInvalid
from actors.genre import DIMENSIONS, FAMILIES, NEEDS, Effect, Genre, Move, Rule
from actors.mind.features import COLUMN
from actors.mind.volition import VETO
from scenarios.speech import load_speech

CONDITION = re.compile(r"^(\w+) (>=|<=|==|>|<) (-?\d+)$")
MOODS = ("valence", "arousal", "dominance")

Thousandths = Field(default=0, ge=-1000, le=1000)
Shifts = dict[Literal["affinity", "trust", "respect", "attraction", "familiarity", "valence", "arousal", "dominance",
                      "energy", "company", "esteem", "safety", "curiosity"], int]  # fmt: skip


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Sides(_Strict):
    """What an outcome does to each side."""

    initiator: Shifts
    responder: Shifts


class AuthoredMove(_Strict):
    """One move as authors write it."""

    family: Literal[FAMILIES]  # type: ignore[valid-type]
    base: int = Thousandths
    risk: int = Field(ge=0, le=1000)
    cost: int = Field(ge=0, le=1000)
    weight: int = Field(ge=0, le=1000)
    labels: list[Literal["kind", "cruel", "honest", "deceitful", "romantic", "public", "private"]]
    topic: Literal["", "memory", "deed", "third", "news", "want", "secret", "their_secret"] = ""
    past: str
    gains: dict[Literal[NEEDS], int]  # type: ignore[valid-type]
    accepted: Sides
    refused: Sides


class AuthoredRule(_Strict):
    """One rule as authors write it; ``moves`` may name families or "all"."""

    id: str
    side: Literal["wish", "answer"]
    moves: list[str]
    when: list[str] = []
    add: int = Thousandths
    per: dict[str, int] = {}
    veto: bool = False


def load_genre(name: str = "classic") -> Genre:
    """The bundled genre of that name. Raises ScenarioInvalid naming file, key and reason."""
    folder = files("scenarios") / "genres" / name
    if not folder.is_dir():
        raise ScenarioInvalid("genre", name, "there is no genre of this name")
    moves = _moves(folder / "moves.yaml")
    rules = _rules(folder / "rules.yaml", moves)
    speech = load_speech(folder / "speech")
    return _hashed(name, moves, rules, speech)


def _hashed(name: str, moves: tuple[Move, ...], rules: tuple[Rule, ...], speech: Mapping[str, tuple[str, ...]]) -> Genre:
    content = orjson.dumps([[asdict(m) for m in moves], [asdict(r) for r in rules], dict(speech)], option=orjson.OPT_SORT_KEYS)
    return Genre(name, blake2b(content, digest_size=16).hexdigest(), moves, rules, speech)


def _moves(file: Traversable) -> tuple[Move, ...]:
    authored = _validated(file, TypeAdapter(dict[str, AuthoredMove]))
    return tuple(_move(name, move) for name, move in sorted(authored.items()))


def _move(name: str, m: AuthoredMove) -> Move:
    return Move(
        name, m.family, m.base, m.risk, m.cost, m.weight, tuple(m.labels), m.topic, m.past,
        _ordered(m.gains, NEEDS),
        (_effect(m.accepted.initiator, m.cost), _effect(m.accepted.responder, m.cost // 2)),
        (_effect(m.refused.initiator, m.cost), _effect(m.refused.responder, m.cost // 2)),
    )  # fmt: skip


def _effect(shifts: Mapping[Any, int], cost: int) -> Effect:
    """Acting costs energy whatever comes of it, so the cost stands in the effect."""
    spent = {**shifts, "energy": shifts.get("energy", 0) - cost}
    mood = (shifts.get("valence", 0), shifts.get("arousal", 0), shifts.get("dominance", 0))
    return Effect(_ordered(shifts, DIMENSIONS), mood, _ordered(spent, NEEDS))


def _ordered(values: Mapping[Any, int], names: tuple[str, ...]) -> tuple[int, int, int, int, int]:
    a, b, c, d, e = (values.get(name, 0) for name in names)
    return (a, b, c, d, e)


def _rules(file: Traversable, moves: tuple[Move, ...]) -> tuple[Rule, ...]:
    authored = _validated(file, TypeAdapter(list[AuthoredRule]))
    rules = tuple(_rule(file.name, rule, moves) for rule in authored)
    for rule in rules:
        if sum(other.id == rule.id for other in rules) > 1:
            raise ScenarioInvalid(file.name, rule.id, "two rules have this id")
    return rules


def _rule(file: str, rule: AuthoredRule, moves: tuple[Move, ...]) -> Rule:
    names = [move.id for name in rule.moves for move in moves if name in (move.id, move.family, "all")]
    for name in rule.moves:
        if name not in ("all", *FAMILIES) and name not in names:
            raise ScenarioInvalid(file, rule.id, f"there is no move or family '{name}'")
    for feature in rule.per:
        _known(file, rule.id, feature)
    when = tuple(_condition(file, rule.id, text) for text in rule.when)
    return Rule(rule.id, rule.side, tuple(sorted(set(names))), when, VETO if rule.veto else rule.add, tuple(rule.per.items()))


def _condition(file: str, rule: str, text: str) -> tuple[str, str, int]:
    match = CONDITION.match(text)
    if match is None:
        raise ScenarioInvalid(file, rule, f"'{text}' is not of the form 'feature >= number'")
    _known(file, rule, match[1])
    return match[1], match[2], int(match[3])


def _known(file: str, rule: str, feature: str) -> None:
    if feature not in COLUMN:
        raise ScenarioInvalid(file, rule, f"there is no feature '{feature}'")


def _validated(file: Traversable | Path, adapter: TypeAdapter[Any]) -> Any:
    try:
        return adapter.validate_python(yaml.load(file.read_text("utf-8"), yaml.CSafeLoader))
    except yaml.YAMLError as error:
        raise ScenarioInvalid(file.name, "YAML", str(error).replace("\n", " ")) from error
    except ValidationError as error:
        first = error.errors()[0]
        raise ScenarioInvalid(file.name, ".".join(map(str, first["loc"])), first["msg"]) from error
