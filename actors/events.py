"""Events: immutable facts in the past tense, and the hash that makes a chronicle comparable.

A body holds only JSON of strings, integers, booleans, null, lists and string-keyed objects. Floats have no place in one, since
they would make equality depend on how a store prints them; nothing in ``actors`` makes any.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import orjson

Body = Mapping[str, Any]

FOUNDED = "ecosystem_founded"  # tick 0: scenario, seed, genre, engine
JOINED = "character_joined"  # persona, place, relationships; most of them in tick 0
LEFT = "character_left"  # for good
MOVED = "character_moved"
INTERACTED = "interaction"
TURNED = "relationship_turned"  # the kind of a relationship changed
REFLECTED = "character_reflected"  # faded memories became a reflection
DIRECTED = "directed"  # what a person ordered took effect: among the first events of its tick
CONVERSED = "conversed"  # a person spoke with a character, and was answered
TICKED = "tick_completed"  # the last event of every tick
KINDS = (FOUNDED, JOINED, LEFT, MOVED, INTERACTED, TURNED, REFLECTED, DIRECTED, CONVERSED, TICKED)

START_HASH = "0" * 32


@dataclass(frozen=True, slots=True)
class Draft:
    """An event that has not been committed: it has a place in its tick (scene, index) but no number yet."""

    kind: str
    scene: str
    index: int
    body: Body


@dataclass(frozen=True, slots=True)
class Event:
    """One committed fact. ``seq`` counts from 1 without gaps inside an ecosystem."""

    ecosystem: str
    seq: int
    tick: int
    kind: str
    scene: str
    index: int
    body: Body
    encoded: bytes  # the body as canonical JSON

    def __reduce__(self) -> tuple[Any, ...]:
        """Between processes an event travels as its canonical bytes, which is several times as fast as its objects."""
        return (_arrived, (self.ecosystem, self.seq, self.tick, self.kind, self.scene, self.index, self.encoded))

    @property
    def id(self) -> str:
        """The idempotency key for every projection."""
        return event_id(self.ecosystem, self.tick, self.scene, self.index)


def _arrived(ecosystem: str, seq: int, tick: int, kind: str, scene: str, index: int, encoded: bytes) -> Event:
    return Event(ecosystem, seq, tick, kind, scene, index, orjson.loads(encoded), encoded)


def recast(events: Iterable[Event]) -> bool:
    """Whether somebody joined or left by these events: who hosts whom has to be settled anew."""
    return any(event.kind in (JOINED, LEFT) for event in events)


def moves_of(events: Iterable[Event]) -> dict[str, str]:
    """Who went where by these events: character → place."""
    return {event.body["character"]: event.body["to"] for event in events if event.kind == MOVED}


def event_id(ecosystem: str, tick: int, scene: str, index: int) -> str:
    """Hash of (ecosystem, tick, scene key, index): 32 hexadecimal digits."""
    text = f"{ecosystem}\x1f{tick}\x1f{scene}\x1f{index}"
    return blake2b(text.encode(), digest_size=16).hexdigest()


def canonical(body: Body) -> bytes:
    """The one way to write a body: compact JSON with sorted keys."""
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS)


def numbered(ecosystem: str, tick: int, last_seq: int, drafts: Iterable[Draft]) -> list[Event]:
    """The drafts of one tick as events, numbered from ``last_seq`` + 1 in the order given."""
    return [
        Event(ecosystem, seq, tick, d.kind, d.scene, d.index, d.body, canonical(d.body))
        for seq, d in enumerate(drafts, last_seq + 1)
    ]


def chained(previous: str, events: Iterable[Event]) -> str:
    """The chronicle's hash after these events: each step hashes the one before, so it covers all of the past.

    The ecosystem's id is left out: the same scenario, seed and directives give the same hash.
    """
    link = previous
    for event in events:
        head = f"{link}\x1f{event.tick}\x1f{event.kind}\x1f{event.scene}\x1f{event.index}\x1f"
        link = blake2b(head.encode() + event.encoded, digest_size=16).hexdigest()
    return link
