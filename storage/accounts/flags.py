"""Feature flags: on for some users, or for a share of them."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from actors.errors import FlagUnknown, VersionMoved
from storage.accounts.audit import By, noted
from storage.accounts.secret import storable
from storage.postgres.connections import Part, transaction
from storage.queries import load

_ALL, _LOCK, _SET, _DELETE = load("accounts_flags", "all", "lock", "set", "delete")


@dataclass(frozen=True, slots=True)
class Flag:
    """Off, it is off for everybody. On, it is on for these users, and for a share (in thousandths) of all."""

    name: str
    on: bool
    accounts: frozenset[UUID]
    share: int
    version: int = 0

    def holds(self, account: UUID | None) -> bool:
        """Whether it is on for this user; for somebody who has not signed in, only when it is for all.

        Who is in a share stays in a larger one, and each flag has other users in its share.
        """
        if not self.on:
            return False
        if account is None:
            return self.share == 1000
        return account in self.accounts or _position(self.name, account) < self.share


class Flags(Part):
    """All flags; there are never many."""

    async def flags(self) -> list[Flag]:
        """By name."""
        async with self._connections.using() as connection:
            return [_flag(row) for row in await connection.fetch(_ALL)]

    async def set_flag(
        self, name: str, on: bool, accounts: Collection[UUID], share: int, by: By, version: int | None = None
    ) -> Flag:  # fmt: skip
        """Make or change it. Raises VersionMoved; the version of one that does not exist is 0."""
        async with self._connections.using() as connection, transaction(connection):
            row = await connection.fetchrow(_LOCK, name)
            found = row["version"] if row else 0
            if version is not None and found != version:
                raise VersionMoved(f"flag '{name}'", version, found)
            row = await connection.fetchrow(_SET, name, on, sorted(accounts), share)
            assert row is not None
            await noted(connection, by, "flag.set", name, on=on, accounts=sorted(accounts), share=share)
            return _flag(row)

    async def delete_flag(self, name: str, by: By) -> None:
        """Raises FlagUnknown."""
        async with self._connections.using() as connection, transaction(connection):
            if not storable(name) or await connection.fetchval(_DELETE, name) is None:
                raise FlagUnknown(name)
            await noted(connection, by, "flag.delete", name)


def _position(flag: str, account: UUID) -> int:
    """Where a user stands among all, 0 to 999: the same in every process, and another one for each flag."""
    return int.from_bytes(hashlib.sha256(f"{flag}:{account}".encode()).digest()[:8]) % 1000


def _flag(row: asyncpg.Record) -> Flag:
    return Flag(row["name"], row["on"], frozenset(row["accounts"]), row["share"], row["version"])
