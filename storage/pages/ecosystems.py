"""Ecosystems, the newest first."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from actors.errors import EcosystemUnknown
from actors.ports import Founding, Head
from storage.postgres.chronicle import head_of
from storage.postgres.connections import Part, decoded
from storage.queries import load

_ONE, _NEWEST, _RENAME = load("pages_ecosystems", "one", "newest", "rename")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = (2**53, "")
"""After every ecosystem: where the first page begins."""


class Reader(NamedTuple):
    """For whom one reads."""

    account: UUID | None  # None: nobody who is known
    role: str


class Choice(NamedTuple):
    """Which ecosystems of those that the reader may see; None is any."""

    whose: str | None = None  # "mine", "shared", "public"
    scenario: str | None = None
    status: str | None = None


class EcosystemRow(NamedTuple):
    """An ecosystem, when it was founded, and what its reader may do with it."""

    head: Head
    created_at: datetime
    public: bool
    level: str
    last: Mapping[str, Any] | None = None  # what the last tick came to: interactions, moves, idle; None where not asked for

    @property
    def founding(self) -> Founding:
        """What is fixed of it."""
        return self.head.founding

    @property
    def key(self) -> tuple[int, str]:
        """Where it stands in the list: (microseconds of its founding, id)."""
        return (self.created_at - EPOCH) // timedelta(microseconds=1), self.founding.ecosystem


class EcosystemPages(Part):
    """Reading ecosystems."""

    async def one(self, reader: Reader, ecosystem: str) -> EcosystemRow:
        """One of them, with what its last tick came to. Whether the reader may see it is not asked. Raises EcosystemUnknown."""
        async with self._connections.using(ecosystem) as connection:
            row = await connection.fetchrow(_ONE, ecosystem, *reader)
        if row is None:
            raise EcosystemUnknown(ecosystem)
        return _row(row)

    async def newest(self, reader: Reader, before: tuple[int, str], limit: int, choice: Choice) -> list[EcosystemRow]:
        """Those that come after the key ``before`` and that the reader may see, the newest first."""
        moment = EPOCH + timedelta(microseconds=before[0])
        async with self._connections.using() as connection:
            rows = await connection.fetch(_NEWEST, moment, before[1], *reader, *choice, limit)
        return [_row(row) for row in rows]

    async def rename(self, ecosystem: str, title: str) -> None:
        """Give it another title. Raises EcosystemUnknown."""
        async with self._connections.using(ecosystem) as connection:
            if await connection.fetchval(_RENAME, ecosystem, title) is None:
                raise EcosystemUnknown(ecosystem)


def _row(row: asyncpg.Record) -> EcosystemRow:
    last = decoded(row["last"]) if row["last"] else None
    return EcosystemRow(head_of(row), row["created_at"], row["public"], row["level"], last)
