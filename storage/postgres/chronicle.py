"""The port Chronicle: the head row that every commit locks, and the log behind it."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import asyncpg

from actors.errors import ChronicleDamaged, EcosystemUnknown, InvalidRequest, StaleEpoch
from actors.events import Event
from actors.pictures import Picture
from actors.ports import Answered, Founding, Head
from actors.records import Rows
from storage.continuity import check_events, check_status, check_tick
from storage.postgres.connections import Connection, Part, decoded, transaction
from storage.postgres.copying import answer, copy_commit, copy_founding
from storage.postgres.gallery import hung
from storage.queries import load

_FOUND, _ACTIVATE, _MOVE_HEAD, _HEAD, _HEADS, _MARK, _EVENTS, _JOININGS, _CUT_OFF, _DELETE, *_DELETE_FACTS = load(
    "chronicle",
    "found", "activate", "move_head", "head", "heads", "mark", "events", "joinings", "cut_off",
    "delete", "delete_events", "delete_interactions", "delete_relationships", "delete_memories",
)  # fmt: skip
_MOMENT = 2.0
"""Seconds; most commits take milliseconds."""

_SILENCE = 1.0
"""Seconds of silence after which a session is taken for that of a stopped process; a commit speaks every few milliseconds."""

_BATCH = 1000
_NO_END = 2**63 - 1


class PostgresChronicle(Part):
    """See ``actors.ports.Chronicle``."""

    async def found(
        self, founding: Founding, events: Sequence[Event], rows: Rows, hash: str, pictures: Sequence[Picture] = ()
    ) -> Head:
        f = founding
        check_events(f.ecosystem, 0, 0, events)
        async with self._connections.using(f.ecosystem) as connection, transaction(connection):
            row = await connection.fetchrow(
                _FOUND, f.ecosystem, f.scenario, f.title, f.seed, f.genre, len(events), hash, len(rows.personas)
            )
            if row is None:
                raise InvalidRequest("ecosystem", f"'{f.ecosystem}' exists already")
            await copy_founding(connection, f.ecosystem, events, rows)
            await hung(connection, f.ecosystem, pictures)
        return head_of(row)

    async def activate(self, ecosystem: str, epoch: int | None = None) -> Head:
        """A supervisor that was stopped in its commit would hold the head row as long as its process exists: it is cut off."""
        async with self._connections.using(ecosystem) as connection:
            raising = asyncio.ensure_future(connection.fetchrow(_ACTIVATE, ecosystem, epoch))
            try:
                while not (await asyncio.wait([raising], timeout=_MOMENT))[0]:
                    async with self._connections.using(ecosystem) as another:
                        await another.execute(_CUT_OFF, connection.get_server_pid(), _SILENCE)
                row = raising.result()
            finally:
                raising.cancel()
                await asyncio.wait([raising])
            if row is None:
                raise StaleEpoch(ecosystem, epoch, _known(await connection.fetchrow(_HEAD, ecosystem), ecosystem).epoch)
        return head_of(row)

    async def commit(
        self, ecosystem: str, epoch: int, tick: int, events: Sequence[Event], rows: Rows, hash: str,
        answered: Sequence[Answered] = (),
    ) -> None:  # fmt: skip
        if not events:
            raise ChronicleDamaged(ecosystem, f"tick {tick} has no events")
        last = events[0].seq - 1
        check_events(ecosystem, tick, last, events)
        async with self._connections.using(ecosystem) as connection, transaction(connection):
            moved = await connection.fetchval(_MOVE_HEAD, ecosystem, epoch, last, events[-1].seq, tick, hash, rows.growth)
            if moved is None:
                raise await _refusal(connection, ecosystem, epoch, tick, events)
            await copy_commit(connection, ecosystem, events, rows)
            if answered:
                await answer(connection, ecosystem, answered)
            await self.sent(ecosystem)

    async def sent(self, ecosystem: str) -> None:
        """The server has all rows of a commit and waits for its end. Nothing to do here; crash tests make use of it."""

    async def head(self, ecosystem: str) -> Head:
        return await self._one(_HEAD, ecosystem)

    async def heads(self) -> list[Head]:
        async with self._connections.using() as connection:
            return [head_of(row) for row in await connection.fetch(_HEADS)]

    async def mark(self, ecosystem: str, status: str, reason: str = "", epoch: int | None = None) -> None:
        check_status(status)
        async with self._connections.using(ecosystem) as connection:
            if await connection.fetchrow(_MARK, ecosystem, status, reason, epoch) is None:
                head = _known(await connection.fetchrow(_HEAD, ecosystem), ecosystem)
                raise StaleEpoch(ecosystem, epoch, head.epoch)

    async def delete(self, ecosystem: str) -> None:
        async with self._connections.using(ecosystem) as connection, transaction(connection):
            if await connection.fetchrow(_DELETE, ecosystem) is None:  # from here on no commit finds its head
                raise EcosystemUnknown(ecosystem)
            for facts in _DELETE_FACTS:
                await connection.execute(facts, ecosystem)

    async def events(self, ecosystem: str, after: int = 0, until: int | None = None) -> AsyncIterator[list[Event]]:
        end = _NO_END if until is None else until
        while after < end:
            async with self._connections.using(ecosystem) as connection:
                rows = await connection.fetch(_EVENTS, ecosystem, after, end, _BATCH)
            if rows:
                yield [event_of(ecosystem, row) for row in rows]
            if len(rows) < _BATCH:
                return
            after = rows[-1]["seq"]

    async def joinings(self, ecosystem: str, characters: Sequence[str]) -> list[Event]:
        async with self._connections.using(ecosystem) as connection:
            rows = await connection.fetch(_JOININGS, ecosystem, list(characters))
        return [event_of(ecosystem, row) for row in rows]

    async def _one(self, query: str, ecosystem: str, *arguments: str) -> Head:
        """The head row that the query returns."""
        async with self._connections.using(ecosystem) as connection:
            row = await connection.fetchrow(query, ecosystem, *arguments)
        return _known(row, ecosystem)


async def _refusal(connection: Connection, ecosystem: str, epoch: int, tick: int, events: Sequence[Event]) -> Exception:
    """Why the head did not move."""
    row = await connection.fetchrow(_HEAD, ecosystem)
    if row is None:
        return EcosystemUnknown(ecosystem)
    head = head_of(row)
    if head.epoch != epoch:
        return StaleEpoch(ecosystem, epoch, head.epoch)
    check_tick(ecosystem, tick, head.tick)
    check_events(ecosystem, tick, head.seq, events)
    return ChronicleDamaged(ecosystem, "its head moved while it was locked")


def _known(row: asyncpg.Record | None, ecosystem: str) -> Head:
    if row is None:
        raise EcosystemUnknown(ecosystem)
    return head_of(row)


def head_of(row: asyncpg.Record) -> Head:
    """The head that a row of ``fabula.ecosystems`` holds."""
    return Head(
        founding=Founding(row["id"], row["scenario"], row["title"], int(row["seed"]), row["genre"]),
        epoch=row["epoch"],
        seq=row["seq"],
        tick=row["tick"],
        hash=row["hash"],
        status=row["status"],
        reason=row["reason"],
        characters=row["characters"],
        stalls=row["stalls"],
    )


def event_of(ecosystem: str, row: asyncpg.Record) -> Event:
    """The event that a row of ``fabula.events`` holds."""
    encoded = row["body"]
    return Event(ecosystem, row["seq"], row["tick"], row["kind"], row["scene"], row["index"], decoded(encoded), encoded)
