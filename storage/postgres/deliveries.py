"""The port Deliveries: a position for each subscription, and a row for each event that was given out and is not done."""

from collections.abc import Sequence

import asyncpg

from actors.deliveries import Delivery, Held, Subscription, Terms
from actors.errors import EcosystemUnknown
from storage.enrolment import check_mode, check_subscription, died_too_often, not_enrolled, not_held
from storage.postgres.chronicle import event_of
from storage.postgres.connections import Connection, Part, transaction
from storage.queries import load

(_ENROL, _SHARED, _DISMISS, _READY, _LOCK, _BUSY, _GIVE_UP, _TAKE_AGAIN, _TAKE_NEXT, _EXTEND, _FINISH, _PUT_OFF, _GIVE_BACK,
 _STANDING, _HELD, _TRY_AGAIN, _KNOWN) = load(
    "deliveries",
    "enrol", "shared", "dismiss", "ready", "lock", "busy", "give_up", "take_again", "take_next", "extend", "finish", "put_off",
    "give_back", "standing", "held", "try_again", "known",
)  # fmt: skip


class PostgresDeliveries(Part):
    """See ``actors.deliveries.Deliveries``. All moments are those of the server's clock."""

    async def enrol(self, ecosystem: str, name: str, shared: bool, after: int = 0) -> None:
        check_subscription(name, after)
        async with self._connections.using(ecosystem) as connection:
            await connection.execute(_ENROL, ecosystem, name, shared, after)
            known = await connection.fetchval(_SHARED, ecosystem, name)
        check_mode(ecosystem, name, known, shared)

    async def take(self, ecosystem: str, name: str, worker: str, terms: Terms) -> list[Delivery]:
        async with self._connections.using(ecosystem) as connection:
            ready = await connection.fetchval(_READY, ecosystem, name)
            if ready is None:
                raise await _unknown(connection, ecosystem, name)
            if not ready:
                return []
            async with transaction(connection):
                rows = await _taken(connection, (ecosystem, name), worker, terms)
        return [Delivery(event_of(ecosystem, row), row["attempts"]) for row in rows]

    async def extend(self, ecosystem: str, name: str, worker: str, lease: float) -> None:
        async with self._connections.using(ecosystem) as connection:
            await connection.execute(_EXTEND, ecosystem, name, worker, lease)

    async def finish(self, ecosystem: str, name: str, worker: str, seq: int) -> bool:
        async with self._connections.using(ecosystem) as connection:
            return await connection.fetchval(_FINISH, ecosystem, name, worker, seq) is not None

    async def put_off(self, ecosystem: str, name: str, worker: str, seq: int, reason: str, seconds: float | None) -> None:
        async with self._connections.using(ecosystem) as connection:
            await connection.execute(_PUT_OFF, ecosystem, name, worker, seq, reason, seconds)

    async def give_back(self, ecosystem: str, name: str, worker: str) -> None:
        async with self._connections.using(ecosystem) as connection:
            await connection.execute(_GIVE_BACK, ecosystem, name, worker)

    async def subscriptions(self, ecosystem: str) -> list[Subscription]:
        async with self._connections.using(ecosystem) as connection:
            return [Subscription(*row) for row in await connection.fetch(_STANDING, ecosystem)]

    async def held(self, ecosystem: str, name: str) -> list[Held]:
        async with self._connections.using(ecosystem) as connection:
            return [Held(*row) for row in await connection.fetch(_HELD, ecosystem, name)]

    async def try_again(self, ecosystem: str, name: str, seq: int) -> None:
        async with self._connections.using(ecosystem) as connection:
            if await connection.fetchval(_TRY_AGAIN, ecosystem, name, seq) is None:
                raise not_held(name, seq)

    async def dismiss(self, ecosystem: str, name: str) -> None:
        async with self._connections.using(ecosystem) as connection:
            await connection.execute(_DISMISS, ecosystem, name)


async def _taken(
    connection: Connection, subscription: tuple[str, str], worker: str, terms: Terms
) -> Sequence[asyncpg.Record]:  # fmt: skip
    shared = await connection.fetchval(_LOCK, *subscription)
    await connection.execute(_GIVE_UP, *subscription, terms.attempts, died_too_often(terms.attempts))
    if shared is None or (not shared and await connection.fetchval(_BUSY, *subscription)):
        return []
    again = await connection.fetch(_TAKE_AGAIN, *subscription, worker, terms.lease)
    return again or await connection.fetch(_TAKE_NEXT, *subscription, worker, terms.lease, list(terms.kinds), terms.limit)


async def _unknown(connection: Connection, ecosystem: str, name: str) -> Exception:
    """Whether it is the ecosystem or the subscription that is not there."""
    known = await connection.fetchval(_KNOWN, ecosystem)
    return not_enrolled(ecosystem, name) if known else EcosystemUnknown(ecosystem)
