"""Quotas: how much each role allows, and what its users have used today."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from actors.errors import AccountUnknown, InvalidRequest, QuotaSpent, VersionMoved
from storage.accounts.audit import By, noted
from storage.postgres.connections import Connection, Part, transaction
from storage.queries import load

_ALL, _LOCK, _SET, _OF_ACCOUNT, _OF_OWNER, _HOLD, _USED, _USAGE, _CHARGE, _OVERDRAWN, _PRUNE = load(
    "accounts_quotas",
    "all", "lock", "set", "of_account", "of_owner", "hold", "used", "usage", "charge", "overdrawn", "prune",
)  # fmt: skip

KEPT = 400
"""Days for which usage is remembered."""


@dataclass(frozen=True, slots=True)
class Quota:
    """What a role allows; None is without limit."""

    role: str
    ecosystems: int | None
    cast: int | None  # characters in each ecosystem
    ticks: int | None  # in a day (of UTC), of all ecosystems together
    version: int


@dataclass(frozen=True, slots=True)
class Usage:
    """Ticks of one user and day."""

    day: date
    ticks: int


@dataclass(frozen=True, slots=True)
class Overdrawn:
    """An ecosystem that goes on although its owner has used up the day's ticks."""

    ecosystem: str
    allowed: int
    role: str


class Quotas(Part):
    """Limits are of roles, usage is of users and days (of UTC)."""

    async def quotas(self) -> list[Quota]:
        """By role."""
        async with self._connections.using() as connection:
            return [_quota(row) for row in await connection.fetch(_ALL)]

    async def set_quota(self, wished: Quota, by: By, version: int | None = None) -> Quota:
        """Raises InvalidRequest for an unknown role, VersionMoved; the version of ``wished`` does not matter."""
        async with self._connections.using() as connection, transaction(connection):
            row = await connection.fetchrow(_LOCK, wished.role)
            if row is None:
                raise InvalidRequest("role", f"'{wished.role}' is none of free, premium, admin")
            if version is not None and row["version"] != version:
                raise VersionMoved(f"the quota of '{wished.role}'", version, row["version"])
            row = await connection.fetchrow(_SET, wished.role, wished.ecosystems, wished.cast, wished.ticks)
            assert row is not None
            limits = {"ecosystems": wished.ecosystems, "cast": wished.cast, "ticks": wished.ticks}
            await noted(connection, by, "quota.set", wished.role, **limits)
            return _quota(row)

    async def quota_of(self, account: UUID) -> Quota:
        """Raises AccountUnknown."""
        async with self._connections.using() as connection:
            row = await connection.fetchrow(_OF_ACCOUNT, account)
        if row is None:
            raise AccountUnknown(str(account))
        return _quota(row)

    async def check_cast(self, ecosystem: str, characters: int) -> None:
        """Raises QuotaSpent when the owner may not have so many characters in it; what nobody owns has no limit."""
        async with self._connections.using(ecosystem) as connection:
            row = await connection.fetchrow(_OF_OWNER, ecosystem)
        if row is not None and row["cast"] is not None and characters > row["cast"]:
            raise QuotaSpent("characters in one ecosystem", row["cast"], row["role"])

    async def check_ticks(self, ecosystem: str) -> None:
        """Raises QuotaSpent when its owner has none left today; what nobody owns has no limit. Charge first."""
        async with self._connections.using(ecosystem) as connection:
            row = await connection.fetchrow(_OF_OWNER, ecosystem)
            if row is None or row["ticks"] is None:
                return
            if await connection.fetchval(_USED, row["owner"]) >= row["ticks"]:
                raise QuotaSpent("ticks of today", row["ticks"], row["role"])

    async def usage(self, account: UUID, days: int = 31) -> list[Usage]:
        """The last days on which there was some, newest first."""
        async with self._connections.using() as connection:
            return [Usage(*row) for row in await connection.fetch(_USAGE, account, days)]

    async def charge(self) -> int:
        """Charge owners for all ticks that were committed since last time, each of them once, whoever calls this when and how
        often at once; how many owners were charged."""
        async with self._connections.using() as connection:
            return len(await connection.fetch(_CHARGE))

    async def overdrawn(self) -> list[Overdrawn]:
        """What has to stop, by id."""
        async with self._connections.using() as connection:
            return [Overdrawn(*row) for row in await connection.fetch(_OVERDRAWN)]

    async def prune_usage(self) -> None:
        """Forget what is long ago."""
        async with self._connections.using() as connection:
            await connection.execute(_PRUNE, KEPT)


async def held_quota(connection: Connection, account: UUID) -> Quota:
    """Of a user who is locked until the transaction ends, so that he or she takes one thing after the other. Raises
    AccountUnknown."""
    row = await connection.fetchrow(_HOLD, account)
    if row is None:
        raise AccountUnknown(str(account))
    return _quota(row)


def _quota(row: asyncpg.Record) -> Quota:
    return Quota(**{name: row[name] for name in Quota.__slots__})
