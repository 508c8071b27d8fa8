"""What a chronicle says in tables: the rows that every store keeps beside the events, as a pure function of the events.

An interaction's body (see ``actors/supervisor.py``) has: initiator, responder, move, outcome, place, witnesses, about,
lines, regards [{owner, target, was, now, kind, bond}], effects, memories [{owner, text, importance, ...}], rules.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from actors.events import CONVERSED, DIRECTED, INTERACTED, JOINED, LEFT, MOVED, REFLECTED, Event


class InteractionRow(NamedTuple):
    """One recorded encounter."""

    id: str
    seq: int
    tick: int
    place: str
    move: str
    outcome: str
    initiator: str
    responder: str
    witnesses: tuple[str, ...]


class RelationshipRow(NamedTuple):
    """What the owner feels for the target now; ``seq`` is the event that last changed it, ``since_tick`` dates the kind."""

    owner: str
    target: str
    affinity: int
    trust: int
    respect: int
    attraction: int
    familiarity: int
    kind: str
    bond: str
    since_tick: int
    seq: int


class MemoryRow(NamedTuple):
    """Something one character knows. ``id`` is made of the event's id and the owner, so writing it twice changes nothing."""

    id: str
    owner: str
    seq: int  # the event that made it
    tick: int
    importance: int  # 0 … 1000
    feeling: int  # −1000 … 1000
    tags: tuple[str, ...]  # "who:javert", "place:rue-plumet", "move:accuse", "from:gavroche"
    text: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of some consecutive events. A later row for the same relationship or character replaces an earlier one."""

    interactions: list[InteractionRow] = field(default_factory=list)
    relationships: dict[tuple[str, str], RelationshipRow] = field(default_factory=dict)
    memories: list[MemoryRow] = field(default_factory=list)
    personas: dict[str, dict[str, object]] = field(default_factory=dict)
    whereabouts: dict[str, str] = field(default_factory=dict)  # character → place; "" for whoever has left

    @property
    def growth(self) -> int:
        """How many more people there are by these rows."""
        return len(self.personas) - sum(not place for place in self.whereabouts.values())


def memory_id(event: str, owner: str) -> str:
    """The deterministic id of what ``owner`` remembers of an event."""
    return f"{event}:{owner}"


def rows_of(events: Iterable[Event], rows: Rows | None = None) -> Rows:
    """The rows of these events, added to ``rows`` (which is returned) when given."""
    rows = rows or Rows()
    for event in events:
        if event.kind == INTERACTED:
            _interaction(event, rows)
        elif event.kind == JOINED:
            rows.personas[event.body["character"]] = event.body["persona"]
            rows.whereabouts[event.body["character"]] = event.body["place"]
        elif event.kind == LEFT:
            rows.whereabouts[event.body["character"]] = ""
        elif event.kind == MOVED:
            rows.whereabouts[event.body["character"]] = event.body["to"]
        if event.kind in (INTERACTED, JOINED, CONVERSED):
            _relationships(event, rows)
        if event.kind in (INTERACTED, JOINED, REFLECTED, DIRECTED, CONVERSED):
            _memories(event, rows)
    return rows


def _interaction(event: Event, rows: Rows) -> None:
    body = event.body
    rows.interactions.append(
        InteractionRow(
            event.id, event.seq, event.tick, body["place"], body["move"], body["outcome"],
            body["initiator"], body["responder"], tuple(body["witnesses"]),
        )
    )  # fmt: skip


def _relationships(event: Event, rows: Rows) -> None:
    for change in event.body["regards"]:
        pair = (change["owner"], change["target"])
        affinity, trust, respect, attraction, familiarity = change["now"]
        rows.relationships[pair] = RelationshipRow(
            *pair, affinity, trust, respect, attraction, familiarity,
            change["kind"], change["bond"], change["since"], event.seq,
        )  # fmt: skip


def _memories(event: Event, rows: Rows) -> None:
    for memory in memories_of(event):
        rows.memories.append(
            MemoryRow(
                memory_id(event.id, memory["owner"]), memory["owner"], event.seq, event.tick,
                memory["importance"], memory["feeling"], tuple(memory["tags"]), memory["text"],
            )
        )  # fmt: skip


def memories_of(event: Event) -> list[dict[str, Any]]:
    """What an event leaves in people's memories, with the ``owner`` of each; what all remember alike stands in it once."""
    shared = event.body.get("memory")
    if shared:
        return [{"owner": owner, **shared} for owner in event.body["people"]]
    return event.body.get("memories", [])  # type: ignore[no-any-return]
