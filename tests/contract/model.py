"""What a store should do, as plainly as it can be said: dictionaries and lists, with which real stores are compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from actors.errors import ChronicleDamaged, EcosystemUnknown, InvalidRequest, StaleEpoch
from actors.events import JOINED, Event
from actors.ports import SNAPSHOTS, Answered, Due, Founding, Head
from actors.records import InteractionRow, MemoryRow, RelationshipRow, Rows
from storage.words import words as words_of

STATUSES = ("idle", "running", "live", "paused")


@dataclass
class Written:
    """One ecosystem."""

    head: Head
    log: list[Event] = field(default_factory=list)
    personas: dict[str, Any] = field(default_factory=dict)
    whereabouts: dict[str, str] = field(default_factory=dict)
    interactions: list[InteractionRow] = field(default_factory=list)
    relationships: dict[tuple[str, str], RelationshipRow] = field(default_factory=dict)
    memories: dict[tuple[int, str], MemoryRow] = field(default_factory=dict)
    snapshots: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    cursors: dict[str, tuple[int, str]] = field(default_factory=dict)
    agenda: dict[tuple[str, str], Due] = field(default_factory=dict)
    answered: dict[tuple[str, str], int] = field(default_factory=dict)

    def follows(self, tick: int, events: Sequence[Event]) -> bool:
        """Whether these events go on where the log ends."""
        numbers = [event.seq for event in events]
        return tick == self.head.tick + 1 and numbers == [self.head.seq + n + 1 for n in range(len(events))]

    def append(self, events: Sequence[Event], rows: Rows) -> None:
        """Take events that were checked, with their rows."""
        self.log += events
        self.personas |= rows.personas
        self.whereabouts |= {name: place for name, place in rows.whereabouts.items() if name in self.personas}
        self.interactions += rows.interactions
        self.relationships |= rows.relationships
        self.memories |= {(memory.seq, memory.owner): memory for memory in rows.memories}


class Model:
    """The port Store without waiting. What is wrong with rows is said by whoever makes them: see ``sound``."""

    def __init__(self) -> None:
        self.written: dict[str, Written] = {}
        self.targets: dict[tuple[str, str], None] = {}

    def found(self, founding: Founding, events: Sequence[Event], rows: Rows, hash: str) -> Head:
        if not _whole(founding.ecosystem, 0, events) or events[0].seq != 1:
            raise ChronicleDamaged
        if founding.ecosystem in self.written:
            raise InvalidRequest("ecosystem", f"'{founding.ecosystem}' exists already")
        written = Written(Head(founding, 0, len(events), 0, hash, "idle", "", len(rows.personas), 0))
        written.append(events, rows)
        self.written[founding.ecosystem] = written
        return written.head

    def activate(self, ecosystem: str, epoch: int | None = None) -> Head:
        written = self._known(ecosystem)
        if epoch not in (None, written.head.epoch):
            raise StaleEpoch(ecosystem, epoch, written.head.epoch)
        written.head = replace(written.head, epoch=written.head.epoch + 1, stalls=written.head.stalls + 1)
        return written.head

    def commit(
        self, ecosystem: str, epoch: int, tick: int, events: Sequence[Event], rows: Rows, hash: str,
        answered: Sequence[Answered] = (),
    ) -> None:  # fmt: skip
        if not events or not _whole(ecosystem, tick, events):
            raise ChronicleDamaged
        written = self._known(ecosystem)
        head = written.head
        if epoch != head.epoch:
            raise StaleEpoch(ecosystem, epoch, head.epoch)
        if not written.follows(tick, events) or not sound(rows):
            raise ChronicleDamaged
        written.append(events, rows)
        for answer in answered:
            written.agenda.pop((answer.due.kind, answer.due.key), None)
            written.answered[answer.due.kind, answer.due.key] = answer.seq
        count = head.characters + rows.growth
        written.head = replace(head, seq=events[-1].seq, tick=tick, hash=hash, characters=count, stalls=0)

    def head(self, ecosystem: str) -> Head:
        return self._known(ecosystem).head

    def heads(self) -> list[Head]:
        return [self.written[id].head for id in sorted(self.written)]

    def mark(self, ecosystem: str, status: str, reason: str, epoch: int | None) -> None:
        if status not in STATUSES:
            raise InvalidRequest("status", f"'{status}' is none of {', '.join(STATUSES)}")
        written = self._known(ecosystem)
        if epoch is not None and epoch != written.head.epoch:
            raise StaleEpoch(ecosystem, epoch, written.head.epoch)
        stalls = 0 if status == "idle" else written.head.stalls
        written.head = replace(written.head, status=status, reason=reason, stalls=stalls)

    def delete(self, ecosystem: str) -> None:
        self._known(ecosystem)
        del self.written[ecosystem]

    def events(self, ecosystem: str, after: int, until: int | None) -> list[Event]:
        last = 10**9 if until is None else until
        return [event for event in self._read(ecosystem).log if after < event.seq <= last]

    def joinings(self, ecosystem: str, characters: Sequence[str]) -> list[Event]:
        log = self._read(ecosystem).log
        return [event for event in log if event.kind == JOINED and event.body["character"] in characters]

    def personas(self, ecosystem: str, characters: Sequence[str] | None) -> dict[str, Any]:
        found = self._read(ecosystem).personas
        return {name: found[name] for name in sorted(found) if characters is None or name in characters}

    def whereabouts(self, ecosystem: str) -> dict[str, str]:
        return dict(sorted(self._read(ecosystem).whereabouts.items()))

    def relationships(self, ecosystem: str, owner: str | None) -> list[RelationshipRow]:
        found = sorted(self._read(ecosystem).relationships.items())
        return [row for (who, _), row in found if owner in (None, who)]

    def interactions(self, ecosystem: str) -> list[InteractionRow]:
        return self._read(ecosystem).interactions

    def memories(self, ecosystem: str, after: tuple[int, str], limit: int) -> list[MemoryRow]:
        found = sorted(self._read(ecosystem).memories.items())
        return [memory for place, memory in found if place > after][:limit]

    def embed(self, ecosystem: str, embedder: str, memories: Sequence[MemoryRow], vectors: Sequence[Sequence[float]]) -> None:
        """Nothing that can be read back."""

    def search(self, ecosystem: str, words: str) -> list[MemoryRow]:
        """Those found, sorted: stores rank them in their own ways."""
        wanted, found = words_of(words), sorted(self._read(ecosystem).memories.values())
        return [m for m in found if wanted and all(any(w.startswith(s) for w in words_of(m.text)) for s in wanted)]

    def save(self, ecosystem: str, seq: int, tick: int, states: Mapping[str, bytes]) -> None:
        if not states:
            return
        snapshots = self._known(ecosystem).snapshots
        snapshots.update({name: (seq, state) for name, state in states.items() if seq > snapshots.get(name, (0, b""))[0]})

    def load(self, ecosystem: str, characters: Sequence[str]) -> dict[str, tuple[int, bytes]]:
        found = self._read(ecosystem).snapshots
        return {name: found[name] for name in sorted(found) if name in characters}

    def discard(self, ecosystem: str) -> None:
        self._read(ecosystem).snapshots.clear()
        self._read(ecosystem).cursors.pop(SNAPSHOTS, None)

    def cursor(self, ecosystem: str, projection: str) -> tuple[int, str]:
        return self._read(ecosystem).cursors.get(projection, (0, ""))

    def advance(self, ecosystem: str, projection: str, cursor: tuple[int, str]) -> None:
        cursors = self._known(ecosystem).cursors
        if cursor == (0, "") or cursor > cursors.get(projection, (0, "")):
            cursors[projection] = cursor

    def note(self, ecosystem: str, target: str) -> None:
        self.targets[target, ecosystem] = None

    def leftovers(self, target: str) -> list[str]:
        return sorted(id for noted, id in self.targets if noted == target and id not in self.written)

    def cleared(self, ecosystem: str, target: str) -> None:
        self.targets.pop((target, ecosystem), None)

    def order(self, ecosystem: str, due: Due) -> None:
        self._known(ecosystem).agenda[due.kind, due.key] = due

    def request(self, ecosystem: str, due: Due) -> tuple[Due, int]:
        written = self._known(ecosystem)
        if (due.kind, due.key) in written.answered:
            return due, written.answered[due.kind, due.key]
        return written.agenda.setdefault((due.kind, due.key), due), 0

    def answer(self, ecosystem: str, kind: str, key: str) -> int:
        return self._read(ecosystem).answered.get((kind, key), 0)

    def due(self, ecosystem: str) -> list[Due]:
        return sorted(self._read(ecosystem).agenda.values(), key=lambda due: (due.at_tick, due.kind, due.key))

    def done(self, ecosystem: str, due: Due) -> None:
        agenda = self._read(ecosystem).agenda
        if agenda.get((due.kind, due.key)) == due:
            del agenda[due.kind, due.key]

    def _known(self, ecosystem: str) -> Written:
        if ecosystem not in self.written:
            raise EcosystemUnknown(ecosystem)
        return self.written[ecosystem]

    def _read(self, ecosystem: str) -> Written:
        """Whoever only reads finds nothing where nothing is."""
        return self.written.get(ecosystem) or Written(Head(Founding("", "", "", 0, ""), 0, 0, 0, "", "idle", "", 0, 0))


def _whole(ecosystem: str, tick: int, events: Sequence[Event]) -> bool:
    """Whether these events are of one ecosystem and tick, numbered without gaps, each with an id of its own."""
    numbers = [event.seq for event in events]
    return (
        all((event.ecosystem, event.tick) == (ecosystem, tick) for event in events)
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    )  # fmt: skip


def sound(rows: Rows) -> bool:
    """Whether feelings and memories are in range, and nobody remembers one event twice."""
    felt = [number for row in rows.relationships.values() for number in (row.affinity, row.trust, row.respect, row.attraction)]
    remembered = [(memory.seq, memory.owner) for memory in rows.memories]
    return (
        all(-1000 <= number <= 1000 for number in felt)
        and all(0 <= row.familiarity <= 1000 for row in rows.relationships.values())
        and all(0 <= memory.importance <= 1000 and -1000 <= memory.feeling <= 1000 for memory in rows.memories)
        and len(set(remembered)) == len(remembered)
    )
