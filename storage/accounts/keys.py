"""API keys: ``fbk_<id>_<secret>``, for programs, limited to some of what their user may do."""

import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from actors.errors import InvalidRequest, KeyUnknown
from storage.accounts.audit import By, noted
from storage.accounts.ending import still_there
from storage.accounts.identity import Identity
from storage.accounts.secret import hash_of, new_secret, storable
from storage.postgres.connections import Part, transaction
from storage.queries import load

_ADD, _COUNT, _SOME, _GOOD, _TOUCH, _DELETE = load("accounts_keys", "add", "count", "some", "good", "touch", "delete")

PREFIX = "fbk_"

MOST = 50
"""Keys of one user."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What is known of a key; its secret is not."""

    id: str
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None  # to the minute


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key with its text, which is shown this one time."""

    key: ApiKey
    text: str


class ApiKeys(Part):
    """The keys of users."""

    async def add_key(self, account: UUID, name: str, scopes: Collection[str], life: timedelta | None, by: By) -> NewKey:
        """A new one; without ``life`` it does not expire. Raises InvalidRequest when the user has too many,
        Unauthenticated when the account is gone."""
        id, secret = secrets.token_hex(8), new_secret()
        async with self._connections.using() as connection, transaction(connection):
            if await connection.fetchval(_COUNT, account) >= MOST:
                raise InvalidRequest("api keys", f"you have {MOST} already; delete one")
            with still_there():
                row = await connection.fetchrow(_ADD, id, account, name, hash_of(secret), sorted(scopes), life)
            assert row is not None
            await noted(connection, by, "key.add", id, scopes=sorted(scopes))
        return NewKey(_key(row), f"{PREFIX}{id}_{secret}")

    async def keys(self, account: UUID) -> list[ApiKey]:
        """Newest first."""
        async with self._connections.using() as connection:
            return [_key(row) for row in await connection.fetch(_SOME, account)]

    async def key_holder(self, text: str) -> tuple[str, Identity] | None:
        """The key's id, and whose it is; None when it is wrong, expired, or its user blocked. Remembers that it was used."""
        id, _, secret = text.removeprefix(PREFIX).partition("_")
        if not text.startswith(PREFIX) or not storable(id):
            return None
        async with self._connections.using() as connection:
            row = await connection.fetchrow(_GOOD, id)
            if row is None or not hmac.compare_digest(row["hash"], hash_of(secret)):
                return None
            if row["stale"]:
                await connection.execute(_TOUCH, id)
        return id, _identity(row)

    async def key(self, id: str) -> Identity | None:
        """Whose key this is, when it is still good: for those who have shown it before."""
        async with self._connections.using() as connection:
            row = await connection.fetchrow(_GOOD, id)
        return _identity(row) if row else None

    async def delete_key(self, account: UUID, id: str, by: By) -> None:
        """Raises KeyUnknown, also for somebody else's."""
        async with self._connections.using() as connection, transaction(connection):
            if not storable(id) or await connection.fetchval(_DELETE, id, account) is None:
                raise KeyUnknown(id)
            await noted(connection, by, "key.delete", id)


def _key(row: asyncpg.Record) -> ApiKey:
    fields = {name: row[name] for name in ApiKey.__slots__}
    return ApiKey(**{**fields, "scopes": tuple(row["scopes"])})


def _identity(row: asyncpg.Record) -> Identity:
    return Identity(row["id"], row["name"], row["role"], frozenset(row["scopes"]))
