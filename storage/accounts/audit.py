"""The audit log: who did what to what, and when. It is only added to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from storage.accounts.secret import storable
from storage.postgres.connections import Connection, Part
from storage.queries import load

_NOTE, _SOME = load("accounts_audit", "note", "some")


@dataclass(frozen=True, slots=True)
class By:
    """Who does something, and in which request. Nobody's account: Fabula itself, or somebody at the command line."""

    account: UUID | None
    name: str
    request: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """An entry of the log; ``detail`` never holds a secret."""

    id: int
    at: datetime
    account: UUID | None
    name: str
    action: str
    object: str
    request: str
    detail: dict[str, Any]


class AuditLog(Part):
    """Reading it, and writing what changes nothing else."""

    async def note(self, by: By, action: str, object: str = "", **detail: Any) -> None:
        """Remember it."""
        async with self._connections.using() as connection:
            await noted(connection, by, action, object, **detail)

    async def deeds(
        self, before: int | None = None, action: str | None = None, object: str | None = None, account: UUID | None = None,
        limit: int = 100,
    ) -> list[Deed]:  # fmt: skip
        """The newest ones, those numbered below ``before``, newest first."""
        if not storable(f"{action or ''}{object or ''}"):
            return []
        async with self._connections.using() as connection:
            return [_deed(row) for row in await connection.fetch(_SOME, before, action, object, account, limit)]


async def noted(connection: Connection, by: By, action: str, object: str = "", **detail: Any) -> None:
    """Remember it in the transaction that does it."""
    text = orjson.dumps(detail, default=str).decode()
    await connection.execute(_NOTE, by.account, by.name, action, object, by.request, text)


def _deed(row: asyncpg.Record) -> Deed:
    fields = {name: row[name] for name in Deed.__slots__}
    return Deed(**{**fields, "detail": orjson.loads(row["detail"])})
