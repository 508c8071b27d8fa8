"""Sessions: one for each sign-in, kept alive by refresh tokens of which each can be used once."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from actors.errors import RefreshRaced, Unauthenticated
from storage.accounts.audit import By, noted
from storage.accounts.ending import still_there
from storage.accounts.identity import Identity
from storage.accounts.secret import hash_of, new_secret
from storage.postgres.connections import Connection, Part, transaction
from storage.queries import load

_BEGIN, _KEEP, _USE, _SHOWN, _REVOKE, _REVOKE_ALL, _GOOD, _SOME, _PRUNE = load(
    "accounts_sessions", "begin", "keep", "use", "shown", "revoke", "revoke_all", "good", "some", "prune"
)

LIFE = timedelta(days=30)
"""After so long one has to sign in again, whatever happened meanwhile."""

RACE = timedelta(seconds=10)
"""So long a second use of a refresh token may be another request of the same client; later it is a thief's, or the owner's after
one."""

KEPT = timedelta(days=7)
"""So long a session that is over is remembered, so that an old token of it is still recognised."""

PREFIX = "fbr_"


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in that is still good."""

    id: UUID
    account: UUID
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Refresh:
    """A session, and the one token that goes on with it."""

    session: Session
    token: str


class Sessions(Part):
    """Of each session only the newest refresh token is good. Using an older one ends the session: somebody else has it too."""

    async def begin_session(self, account: UUID, life: timedelta = LIFE) -> Refresh:
        """Of a user who has just shown who he or she is. Raises Unauthenticated when the account is gone."""
        async with self._connections.using() as connection, transaction(connection):
            with still_there():
                row = await connection.fetchrow(_BEGIN, uuid.uuid4(), account, life)
            assert row is not None
            return await _kept(connection, _session(row), 1)

    async def refresh(self, token: str, request: str = "") -> Refresh:
        """The next token instead of this one.

        Of any number of requests that show the same token at once, one gets the next. The others, and whoever shows it within
        ten seconds while the next one is unused, get RefreshRaced, and nothing is revoked. After that it revokes the session,
        and raises Unauthenticated, as does a token that is unknown, or whose session is over.
        """
        hash = hash_of(token)
        async with self._connections.using() as connection:
            async with transaction(connection):
                if row := await connection.fetchrow(_USE, hash):
                    return await _kept(connection, _session(row), row["number"] + 1)
            row = await connection.fetchrow(_SHOWN, hash, RACE)
            if row is None:
                raise Unauthenticated("this refresh token is unknown")
            if row["over"]:
                raise Unauthenticated("this session is over")
            if row["raced"]:
                raise RefreshRaced(str(row["session"]))
            async with transaction(connection):
                await connection.fetchval(_REVOKE, row["session"], "refresh token used again")
                by = By(row["account"], row["name"], request)
                await noted(connection, by, "session.reuse", str(row["session"]))
        raise Unauthenticated("this refresh token was used before; its session is over")

    async def session(self, id: UUID) -> Identity | None:
        """Whose session this is; None when it is over, or its user blocked or gone. One look-up by key, for every request and,
        now and then, for every open connection."""
        async with self._connections.using() as connection:
            row = await connection.fetchrow(_GOOD, id)
        return Identity(row["id"], row["name"], row["role"]) if row else None

    async def session_of(self, token: str) -> UUID | None:
        """The session that a refresh token, used or not, is of."""
        async with self._connections.using() as connection:
            row = await connection.fetchrow(_SHOWN, hash_of(token), RACE)
        return row["session"] if row else None

    async def sessions(self, account: UUID) -> list[Session]:
        """Those that are good, newest first."""
        async with self._connections.using() as connection:
            return [_session(row) for row in await connection.fetch(_SOME, account)]

    async def end_session(self, id: UUID, by: By, reason: str = "signed out") -> bool:
        """False when it was over."""
        async with self._connections.using() as connection, transaction(connection):
            if await connection.fetchval(_REVOKE, id, reason) is None:
                return False
            await noted(connection, by, "session.end", str(id), reason=reason)
            return True

    async def end_sessions(self, account: UUID, by: By, reason: str, keep: UUID | None = None) -> int:
        """All of a user but the one to ``keep``; how many there were."""
        async with self._connections.using() as connection, transaction(connection):
            ended = await connection.fetch(_REVOKE_ALL, account, keep, reason)
            await noted(connection, by, "session.end_all", str(account), reason=reason, ended=len(ended))
            return len(ended)

    async def prune_sessions(self) -> None:
        """Forget those that are long over."""
        async with self._connections.using() as connection:
            await connection.execute(_PRUNE, KEPT)


def _session(row: asyncpg.Record) -> Session:
    return Session(**{name: row[name] for name in Session.__slots__})


async def _kept(connection: Connection, session: Session, number: int) -> Refresh:
    token = PREFIX + new_secret()
    await connection.execute(_KEEP, hash_of(token), session.id, number)
    return Refresh(session, token)
