"""The port Chronicle: the head, and the log as a list."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import orjson

from actors.errors import ChronicleDamaged, InvalidRequest, StaleEpoch
from actors.events import JOINED, Event, canonical
from actors.pictures import Picture
from actors.ports import Answered, Founding, Head
from actors.records import Rows
from storage.continuity import check_events, check_status, check_tick
from storage.in_memory.shelf import Kept, Part, check_rows

_BATCH = 1000


class InMemoryChronicle(Part):
    """See ``actors.ports.Chronicle``."""

    async def found(
        self, founding: Founding, events: Sequence[Event], rows: Rows, hash: str, pictures: Sequence[Picture] = ()
    ) -> Head:
        ecosystem = founding.ecosystem
        check_events(ecosystem, 0, 0, events)
        if ecosystem in self._shelf.ecosystems:
            raise InvalidRequest("ecosystem", f"'{ecosystem}' exists already")
        head = Head(founding, 0, len(events), 0, hash, "idle", "", len(rows.personas), 0)
        kept = Kept(head, pictures={one.name: one.body for one in pictures})
        _append(ecosystem, kept, events, rows)
        self._shelf.ecosystems[ecosystem] = kept
        return head

    async def activate(self, ecosystem: str, epoch: int | None = None) -> Head:
        kept = self._shelf.kept(ecosystem)
        if epoch not in (None, kept.head.epoch):
            raise StaleEpoch(ecosystem, epoch, kept.head.epoch)
        kept.head = replace(kept.head, epoch=kept.head.epoch + 1, stalls=kept.head.stalls + 1)
        return kept.head

    async def commit(
        self, ecosystem: str, epoch: int, tick: int, events: Sequence[Event], rows: Rows, hash: str,
        answered: Sequence[Answered] = (),
    ) -> None:  # fmt: skip
        if not events:
            raise ChronicleDamaged(ecosystem, f"tick {tick} has no events")
        check_events(ecosystem, tick, events[0].seq - 1, events)
        kept = self._shelf.kept(ecosystem)
        head = kept.head
        if head.epoch != epoch:
            raise StaleEpoch(ecosystem, epoch, head.epoch)
        check_tick(ecosystem, tick, head.tick)
        check_events(ecosystem, tick, head.seq, events)
        _append(ecosystem, kept, events, rows)
        for answer in answered:
            kept.due.pop((answer.due.kind, answer.due.key), None)
            kept.answered[answer.due.kind, answer.due.key] = answer.seq
        characters = head.characters + rows.growth
        kept.head = replace(head, seq=events[-1].seq, tick=tick, hash=hash, characters=characters, stalls=0)

    async def head(self, ecosystem: str) -> Head:
        return self._shelf.kept(ecosystem).head

    async def heads(self) -> list[Head]:
        return [kept.head for _, kept in sorted(self._shelf.ecosystems.items())]

    async def mark(self, ecosystem: str, status: str, reason: str = "", epoch: int | None = None) -> None:
        check_status(status)
        kept = self._shelf.kept(ecosystem)
        if epoch not in (None, kept.head.epoch):
            raise StaleEpoch(ecosystem, epoch, kept.head.epoch)
        stalls = 0 if status == "idle" else kept.head.stalls
        kept.head = replace(kept.head, status=status, reason=reason, stalls=stalls)

    async def delete(self, ecosystem: str) -> None:
        self._shelf.kept(ecosystem)
        del self._shelf.ecosystems[ecosystem]

    async def events(self, ecosystem: str, after: int = 0, until: int | None = None) -> AsyncIterator[list[Event]]:
        kept = self._shelf.ecosystems.get(ecosystem)
        while kept is not None and (batch := kept.events[after:until][:_BATCH]):
            yield [reread(event) for event in batch]
            after += len(batch)

    async def joinings(self, ecosystem: str, characters: Sequence[str]) -> list[Event]:
        kept = self._shelf.ecosystems.get(ecosystem)
        numbers = sorted(kept.joined[id] for id in set(characters) if id in kept.joined) if kept else []
        return [reread(kept.events[number - 1]) for number in numbers] if kept else []


def _append(ecosystem: str, kept: Kept, events: Sequence[Event], rows: Rows) -> None:
    ids = [event.id for event in events]
    check_rows(ecosystem, kept, ids, rows)
    kept.events.extend(events)
    kept.ids.update(ids)
    kept.joined.update({event.body["character"]: event.seq for event in events if event.kind == JOINED})
    kept.personas.update({id: canonical(persona) for id, persona in rows.personas.items()})
    kept.whereabouts.update({id: place for id, place in rows.whereabouts.items() if id in kept.personas})
    kept.interactions.extend(rows.interactions)
    kept.relationships.update(rows.relationships)
    kept.memories.update({memory.id: memory for memory in rows.memories})


def reread(event: Event) -> Event:
    """As a database gives it back: lists for tuples, and nobody else's objects."""
    return replace(event, body=orjson.loads(event.encoded))
