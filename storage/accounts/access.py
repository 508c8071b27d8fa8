"""What belongs to whom, and who else may see or steer it: one SQL by (reader, ecosystem)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

import asyncpg

from actors.errors import AccountUnknown, EcosystemUnknown, InvalidRequest, QuotaSpent
from storage.accounts.audit import By, noted
from storage.accounts.quotas import held_quota
from storage.accounts.secret import storable
from storage.postgres.connections import Part, transaction
from storage.queries import load

(
    _ACCESS, _VISIBLE, _RESERVE, _OWNED, _RELEASE, _PRUNE, _SET_PUBLIC, _SET_OWNER, _SHARE, _UNSHARE, _SHARES,
) = load(
    "accounts_ownerships",
    "access", "visible", "reserve", "owned", "release", "prune", "set_public", "set_owner", "share", "unshare", "shares",
)  # fmt: skip

Level = Literal["public", "viewer", "director", "owner"]

LEVELS: Sequence[Level] = ("public", "viewer", "director", "owner")
"""Each may do what those before it may."""

FOUNDING = timedelta(minutes=10)
"""So long a reservation counts although nothing was founded."""


@dataclass(frozen=True, slots=True)
class Access:
    """What a reader may do with an ecosystem. Administrators are owners of everything."""

    ecosystem: str
    level: Level
    owner: UUID | None  # None: made at the command line
    public: bool

    def reaches(self, level: Level) -> bool:
        """Whether this is at least as much."""
        return LEVELS.index(self.level) >= LEVELS.index(level)


@dataclass(frozen=True, slots=True)
class Share:
    """With whom an ecosystem is shared."""

    account: UUID
    name: str
    level: Level


class Ownerships(Part):
    """A reader is a user's id, or None for somebody who has not signed in. Who may do nothing gets the very answer that an
    unknown ecosystem gives."""

    async def access(self, reader: UUID | None, ecosystem: str) -> Access:
        """Raises EcosystemUnknown, also when there is one but not for this reader."""
        if not storable(ecosystem):
            raise EcosystemUnknown(ecosystem)
        async with self._connections.using() as connection:
            row = await connection.fetchrow(_ACCESS, reader, ecosystem)
        if row is None:
            raise EcosystemUnknown(ecosystem)
        return _access(row)

    async def visible(self, reader: UUID | None, after: str = "", limit: int = 100) -> list[Access]:
        """All that the reader may see, by id, those after ``after``."""
        if not storable(after):
            return []
        async with self._connections.using() as connection:
            return [_access(row) for row in await connection.fetch(_VISIBLE, reader, after, limit)]

    async def reserve(self, account: UUID, ecosystem: str, characters: int, by: By) -> None:
        """Make the ecosystem that is about to be founded with so many characters belong to this user.

        Raises QuotaSpent when the role allows no more ecosystems, or not so many characters; InvalidRequest when the id is taken.
        Who has reserved it already, and has not founded it, may do so again.
        Two at once cannot both take the last one that is allowed.
        """
        async with self._connections.using() as connection, transaction(connection):
            quota = await held_quota(connection, account)
            if quota.cast is not None and characters > quota.cast:
                raise QuotaSpent("characters in one ecosystem", quota.cast, quota.role)
            owned = await connection.fetchval(_OWNED, account, FOUNDING, ecosystem)
            if quota.ecosystems is not None and owned >= quota.ecosystems:
                raise QuotaSpent("ecosystems", quota.ecosystems, quota.role)
            if await connection.fetchval(_RESERVE, ecosystem, account) is None:
                raise InvalidRequest("ecosystem", f"'{ecosystem}' exists already")
            await noted(connection, by, "ecosystem.create", ecosystem)

    async def release(self, account: UUID, ecosystem: str) -> None:
        """Give a reservation back: nothing was founded. Nothing happens when something was."""
        async with self._connections.using() as connection:
            await connection.execute(_RELEASE, ecosystem, account)

    async def set_public(self, ecosystem: str, public: bool, by: By) -> None:
        """Whether everybody may see it. Raises EcosystemUnknown."""
        await self._own(_SET_PUBLIC, ecosystem, public, by, "ecosystem.public")

    async def set_owner(self, ecosystem: str, owner: UUID, by: By) -> None:
        """Give it to a user, quota or not; only what happens from now on is charged. Raises EcosystemUnknown, AccountUnknown."""
        try:
            await self._own(_SET_OWNER, ecosystem, owner, by, "ecosystem.owner")
        except EcosystemUnknown as error:
            if isinstance(error.__cause__, asyncpg.ForeignKeyViolationError):
                raise AccountUnknown(str(owner)) from error
            raise

    async def _own(self, query: str, ecosystem: str, value: object, by: By, action: str) -> None:
        async with self._connections.using(ecosystem) as connection, transaction(connection):
            row = await connection.fetchrow(query, ecosystem, value)
            if row is None:
                raise EcosystemUnknown(ecosystem)
            await noted(connection, by, action, ecosystem, after=value)

    async def share(self, ecosystem: str, account: UUID, level: Literal["viewer", "director"], by: By) -> None:
        """Let a user see or steer it, instead of what was shared before. Raises EcosystemUnknown, AccountUnknown."""
        async with self._connections.using(ecosystem) as connection, transaction(connection):
            try:
                async with transaction(connection):
                    await connection.execute(_SHARE, ecosystem, account, level)
            except asyncpg.ForeignKeyViolationError as error:
                if error.constraint_name == "shares_account_fkey":
                    raise AccountUnknown(str(account)) from error
                raise
            await noted(connection, by, "ecosystem.share", ecosystem, account=account, level=level)

    async def unshare(self, ecosystem: str, account: UUID, by: By) -> None:
        """Raises AccountUnknown when it is not shared with this user."""
        async with self._connections.using(ecosystem) as connection, transaction(connection):
            if await connection.fetchval(_UNSHARE, ecosystem, account) is None:
                raise AccountUnknown(str(account))
            await noted(connection, by, "ecosystem.unshare", ecosystem, account=account)

    async def shares(self, ecosystem: str) -> list[Share]:
        """By name."""
        async with self._connections.using(ecosystem) as connection:
            return [Share(*row) for row in await connection.fetch(_SHARES, ecosystem)]

    async def prune_reservations(self) -> None:
        """Forget those of which nothing came."""
        async with self._connections.using() as connection:
            await connection.execute(_PRUNE, FOUNDING)


def _access(row: asyncpg.Record) -> Access:
    return Access(row["id"], row["level"], row["owner"], row["public"])
