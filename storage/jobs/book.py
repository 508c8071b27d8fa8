"""The book of jobs: what is ordered, who works on it, how it went. Every change that a worker must hear of sends a message."""

from datetime import datetime, timedelta

import asyncpg
import orjson

from actors.errors import EcosystemUnknown, InvalidRequest, JobUnknown
from storage.jobs.cron import first, following
from storage.jobs.job import Job, Schedule, job_of
from storage.jobs.messages import send, take_back
from storage.postgres.connections import Connection, Connections, transaction, untouched_json
from storage.queries import load

(
    _ORDER, _WAITING, _ONE, _ALL, _OPEN, _CARRIED, _BEGIN, _WEAR_OUT, _ADVANCE, _HOLDS, _FINISH, _HOLD, _PUT_OFF, _CANCEL, _RETRY,
    _STRANDED, _SCHEDULE, _SCHEDULES, _UNSCHEDULE, _DUE, _KNOWN, *_PRUNE,
) = load(
    "jobs",
    "order", "waiting", "one", "all", "open", "carried", "begin", "wear_out", "advance", "holds", "finish", "hold", "put_off",
    "cancel", "retry", "stranded", "schedule", "schedules", "unschedule", "due", "known",
    "prune_jobs", "prune_log", "prune_statistics",
)  # fmt: skip

KEPT = timedelta(days=30)
"""So long what is over is remembered. What is held stays until somebody decides."""

_NO_END = 2**63 - 1


class JobBook:
    """Every call may raise StoreUnavailable; the next one tries again with a new connection."""

    def __init__(self, url: str, size: int = 2, patience: float = 20.0) -> None:
        self._connections = Connections(url, size, patience, untouched_json)

    async def close(self) -> None:
        """Give back the connections."""
        await self._connections.close()

    # ------------------------------------------------------------ for people

    async def order(self, ecosystem: str, kind: str, cap: int) -> Job:
        """The job of this kind for this ecosystem that waits or runs, made when there is none. Raises EcosystemUnknown."""
        async with self._connections.using(ecosystem) as connection, transaction(connection):
            return await _ordered(connection, ecosystem, kind, cap)

    async def job(self, id: int) -> Job:
        """Raises JobUnknown."""
        async with self._connections.using() as connection:
            return await _known(connection, id)

    async def jobs(self, ecosystem: str | None = None, most: int = 100, before: int = _NO_END) -> list[Job]:
        """The newest jobs before that number, of this ecosystem or of all, newest first. Raises EcosystemUnknown."""
        async with self._connections.using() as connection:
            if ecosystem is not None and not await connection.fetchval(_KNOWN, ecosystem):
                raise EcosystemUnknown(ecosystem)
            return [job_of(row) for row in await connection.fetch(_ALL, ecosystem, most, before)]

    async def open(self) -> int:
        """How many jobs wait or run."""
        async with self._connections.using() as connection:
            return int(await connection.fetchval(_OPEN))

    async def cancel(self, id: int) -> Job:
        """End it for good, also while it runs: its worker notices within a second or two. Raises JobUnknown, InvalidRequest."""
        async with self._connections.using() as connection, transaction(connection):
            row = await connection.fetchrow(_CANCEL, id)
            if row is None:
                job = await _known(connection, id)
                raise InvalidRequest(f"job {id}", f"it is {job.state} already; there is nothing to cancel")
            if row["message"] is not None:
                await take_back(connection, row["message"])
            return job_of(row)

    async def retry(self, id: int) -> Job:
        """Have one that is held or cancelled tried again, as often as a new one. Raises JobUnknown, InvalidRequest."""
        async with self._connections.using() as connection, transaction(connection):
            row = await _retried(connection, id)
            await _carry(connection, id)
            return job_of(row)

    # ------------------------------------------------------------ for workers

    async def begin(self, id: int, message: int) -> Job | None:
        """Take the job that this message brings, and count the attempt; None when there is nothing to do.

        That is so when the message is not the job's last one, when the job is over, or when this would be one attempt too many:
        its worker died in the last one, and it is held.
        """
        async with self._connections.using() as connection, transaction(connection):
            if row := await connection.fetchrow(_BEGIN, id, message):
                return job_of(row)
            await connection.execute(_WEAR_OUT, id, message)
        return None

    async def advance(self, id: int, turn: int, progress: int, total: int, step: str) -> bool:
        """Note how far this turn has got; False when it is not this turn's job any more."""
        async with self._connections.using() as connection:
            return bool(await connection.fetchval(_ADVANCE, id, turn, progress, total, step))

    async def holds(self, id: int, turn: int) -> bool:
        """Whether it is still this turn's job: not cancelled, not removed with its ecosystem, not taken over."""
        async with self._connections.using() as connection:
            return bool(await connection.fetchval(_HOLDS, id, turn))

    async def finish(self, id: int, turn: int, result: object) -> bool:
        """It is done, with this JSON-able result; False as in ``advance``."""
        async with self._connections.using() as connection:
            return bool(await connection.fetchval(_FINISH, id, turn, orjson.dumps(result).decode()))

    async def hold(self, id: int, turn: int, reason: str) -> bool:
        """It failed too often; False as in ``advance``."""
        async with self._connections.using() as connection:
            return bool(await connection.fetchval(_HOLD, id, turn, reason))

    async def put_off(self, id: int, turn: int, reason: str, seconds: float, counts: bool) -> bool:
        """Have it tried again later; whether the attempt ``counts`` is said too. False as in ``advance``."""
        async with self._connections.using() as connection, transaction(connection):
            delay = timedelta(seconds=seconds)
            if not await connection.fetchval(_PUT_OFF, id, turn, reason, delay, 0 if counts else 1):
                return False
            await _carry(connection, id, seconds)
        return True

    async def sweep(self, caps: dict[str, int]) -> None:
        """Send anew what no message brings any more, order what is due (``caps``: kind → cap), and forget what is long over."""
        async with self._connections.using() as connection, transaction(connection):
            for row in await connection.fetch(_STRANDED):
                await _carry(connection, row["id"], _seconds_until(row["not_before"]))
            for row in await connection.fetch(_DUE):
                if row["kind"] in caps:  # else a newer Fabula ordered it
                    await _ordered(connection, row["ecosystem"], row["kind"], caps[row["kind"]])
                    await connection.execute(_SCHEDULE, row["ecosystem"], row["kind"], row["cron"], following(row["cron"]))
            for prune in _PRUNE:
                await connection.execute(prune, KEPT)

    # ------------------------------------------------------------ schedules

    async def schedule(self, ecosystem: str, kind: str, cron: str) -> Schedule:
        """Have this kind ordered whenever ``cron`` says (in UTC), instead of what was said before; what is missed while no
        worker runs is made up for once. Raises InvalidRequest, EcosystemUnknown."""
        made = Schedule(ecosystem, kind, " ".join(cron.split()), first(cron))
        async with self._connections.using(ecosystem) as connection:
            await connection.execute(_SCHEDULE, made.ecosystem, made.kind, made.cron, made.next_at)
        return made

    async def schedules(self) -> list[Schedule]:
        """All, by ecosystem and kind."""
        async with self._connections.using() as connection:
            return [Schedule(*row) for row in await connection.fetch(_SCHEDULES)]

    async def unschedule(self, ecosystem: str, kind: str) -> None:
        """Order it no more by itself. Raises InvalidRequest when it was not."""
        async with self._connections.using(ecosystem) as connection:
            if not await connection.fetchval(_UNSCHEDULE, ecosystem, kind):
                raise InvalidRequest(f"{kind} of {ecosystem}", "it has no schedule; `fabula jobs schedules` lists them")


async def _ordered(connection: Connection, ecosystem: str, kind: str, cap: int) -> Job:
    while True:
        if row := await connection.fetchrow(_ORDER, ecosystem, kind, cap):
            await _carry(connection, row["id"])
            return job_of(row)
        if row := await connection.fetchrow(_WAITING, ecosystem, kind):  # None if it ended just now
            return job_of(row)


async def _retried(connection: Connection, id: int) -> asyncpg.Record:
    try:
        async with transaction(connection):
            row = await connection.fetchrow(_RETRY, id)
    except asyncpg.UniqueViolationError as error:
        raise InvalidRequest(f"job {id}", "another job of its kind waits or runs for its ecosystem; that one does it") from error
    if row is None:
        state = (await _known(connection, id)).state
        remedy = "order a new one with `fabula jobs add`" if state == "done" else "it is tried without being asked"
        raise InvalidRequest(f"job {id}", f"it is {state}, neither held nor cancelled; {remedy}")
    return row


async def _carry(connection: Connection, id: int, seconds: float = 0.0) -> None:
    """Have a new message bring it to a worker; earlier ones bring nothing any more."""
    await connection.execute(_CARRIED, id, await send(connection, id, seconds))


async def _known(connection: Connection, id: int) -> Job:
    row = await connection.fetchrow(_ONE, id)
    if row is None:
        raise JobUnknown(id)
    return job_of(row)


def _seconds_until(moment: datetime | None) -> float:
    return max(0.0, (moment - datetime.now(moment.tzinfo)).total_seconds()) if moment else 0.0
