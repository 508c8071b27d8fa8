"""What an in-memory store holds: one ``Kept`` for each ecosystem, on one shelf that all ports share."""

from copy import copy
from dataclasses import dataclass, field, fields

from actors.errors import ChronicleDamaged, EcosystemUnknown
from actors.events import Event
from actors.ports import Due, Head
from actors.records import InteractionRow, MemoryRow, RelationshipRow, Rows


@dataclass(frozen=True, slots=True)
class Subscription:
    """Everything up to ``seq`` was given out."""

    shared: bool
    seq: int


@dataclass(frozen=True, slots=True)
class Open:
    """An event that was given out and is not done: in hands or waiting until a moment of the loop's clock, or held."""

    worker: str
    until: float
    attempts: int
    reason: str = ""
    held: bool = False


@dataclass(slots=True)
class Kept:
    """One ecosystem. ``events[n]`` is number n + 1."""

    head: Head
    events: list[Event] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    joined: dict[str, int] = field(default_factory=dict)  # character → number of the event with which it joined
    personas: dict[str, bytes] = field(default_factory=dict)
    whereabouts: dict[str, str] = field(default_factory=dict)
    interactions: list[InteractionRow] = field(default_factory=list)
    relationships: dict[tuple[str, str], RelationshipRow] = field(default_factory=dict)
    memories: dict[str, MemoryRow] = field(default_factory=dict)
    vectors: dict[str, tuple[str, tuple[float, ...]]] = field(default_factory=dict)
    snapshots: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    due: dict[tuple[str, str], Due] = field(default_factory=dict)
    answered: dict[tuple[str, str], int] = field(default_factory=dict)  # (kind, key) of what was requested → number of an event
    cursors: dict[str, tuple[int, str]] = field(default_factory=dict)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    deliveries: dict[tuple[str, int], Open] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)

    def copied(self) -> "Kept":
        """The same rows in containers of their own; rows are never changed, only replaced."""
        return Kept(*(copy(getattr(self, each.name)) for each in fields(self)))


@dataclass(slots=True)
class Shelf:
    """All ecosystems by id, the genres by hash, and (target, ecosystem) of what is held elsewhere."""

    ecosystems: dict[str, Kept] = field(default_factory=dict)
    genres: dict[str, bytes] = field(default_factory=dict)
    targets: dict[tuple[str, str], None] = field(default_factory=dict)

    def kept(self, ecosystem: str) -> Kept:
        """Raises EcosystemUnknown."""
        if ecosystem not in self.ecosystems:
            raise EcosystemUnknown(ecosystem)
        return self.ecosystems[ecosystem]

    def copied(self) -> "Shelf":
        """As it is now."""
        return Shelf({id: kept.copied() for id, kept in self.ecosystems.items()}, dict(self.genres), dict(self.targets))


class Part:
    """One port over the shared shelf. Every call runs to its end without awaiting, which makes it all or nothing."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf


def check_rows(ecosystem: str, kept: Kept, events: list[str], rows: Rows) -> None:
    """Raises ChronicleDamaged for rows that the constraints of a database would refuse."""
    if len({*events}) < len(events) or not kept.ids.isdisjoint(events):
        raise ChronicleDamaged(ecosystem, "an event with this id is there already")
    for r in rows.relationships.values():
        felt = (r.affinity, r.trust, r.respect, r.attraction)
        if min(felt) < -1000 or max(felt) > 1000 or not 0 <= r.familiarity <= 1000 or r.owner == r.target:
            raise ChronicleDamaged(ecosystem, f"the relationship {r} is out of range")
    if len({m.id for m in rows.memories}) < len(rows.memories):
        raise ChronicleDamaged(ecosystem, "somebody remembers one event twice")
    for m in rows.memories:
        if m.id in kept.memories or not (0 <= m.importance <= 1000 and -1000 <= m.feeling <= 1000):
            raise ChronicleDamaged(ecosystem, f"the memory {m} is out of range or there already")
    if not kept.personas.keys().isdisjoint(rows.personas):
        raise ChronicleDamaged(ecosystem, "a character joined twice")
