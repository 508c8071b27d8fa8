"""What ends when a user is blocked, deleted or given another password: in the transaction that does it."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import asyncpg

from actors.errors import Unauthenticated
from storage.postgres.connections import Connection
from storage.queries import load

_END_SESSIONS, _ABANDON = load("accounts_ending", "end_sessions", "abandon")


async def end_sessions(connection: Connection, account: UUID, reason: str, keep: UUID | None = None) -> None:
    """All sessions but the one to ``keep``."""
    await connection.execute(_END_SESSIONS, account, keep, reason)


async def abandon(connection: Connection, account: UUID) -> None:
    """What was reserved for this user and never founded must not keep the account."""
    await connection.execute(_ABANDON, account)


@contextmanager
def still_there() -> Iterator[None]:
    """Raises Unauthenticated when what is written hangs on a user, session or key that has ended meanwhile."""
    try:
        yield
    except asyncpg.ForeignKeyViolationError as error:
        raise Unauthenticated("the account, or what you signed in with, is gone") from error
