"""Brings a database to a revision of Fabula's schema, up or down: all of it, or nothing."""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TextIO

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from actors.errors import FabulaError, InvalidRequest, SchemaMismatch, ServerLacks, ServiceFailed
from storage.postgres.refusals import AWAY, unavailable

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 0x_FAB0_1A
_VERSIONS = {"version_table": "revision", "version_table_schema": "fabula"}
_LEAVE = """
DROP TABLE fabula.revision;
DO $$ BEGIN DROP SCHEMA fabula; EXCEPTION WHEN dependent_objects_still_exist THEN NULL; END $$;
"""


@dataclass(frozen=True, slots=True)
class SchemaStatus:
    """Where a database stands: its revision (None when Fabula was never here), and what ``up`` would still apply."""

    found: str | None
    known: str
    pending: tuple[str, ...]


def revisions() -> list[str]:
    """All revisions that this Fabula knows, oldest first."""
    script = ScriptDirectory(str(_FOLDER))
    return [step.revision for step in script.walk_revisions()][::-1]


async def migrate(
    url: str,
    direction: Literal["up", "down"] = "up",
    revision: str | None = None,
    dry_run: bool = False,
    output: TextIO | None = None,
    applied: Callable[[], Awaitable[None]] | None = None,
) -> list[str]:
    """Apply what lies between the database's revision and the wanted one; returns those revisions in the order applied.

    * ``revision`` is a revision's id, "head" or "base"; by default "head" when going up, one step back when going down.
    * Everything happens in one transaction under an advisory lock: two migrations at once run one after the other.
    * A dry run writes the SQL to ``output`` (standard output by default) and changes nothing.
    * ``applied`` is awaited when every step is applied and nothing is committed yet.
    * Going down to "base" removes the schema ``fabula``; extensions stay, since others may use them.
    * Raises InvalidRequest for an unknown ``revision`` or one that lies in the other direction, SchemaMismatch when the
      database is at a revision unknown to this Fabula, ServerLacks without pgvector, StoreUnavailable, ServiceFailed when
      the server refuses a statement.
    """
    async with _locked(url) as connection:
        found = await _found(connection)
        steps = _steps(direction, revision, found)
        if direction == "up" and steps:
            await _require(connection, "vector", "the extension pgvector")
        if steps:
            await connection.run_sync(lambda sync: _alembic(sync, direction, found, steps, dry_run, output))
        if direction == "down" and steps and steps[-1] == revisions()[0] and not dry_run:
            await _execute(connection, _LEAVE)
        if applied is not None and steps and not dry_run:
            await applied()
    return steps


async def status(url: str) -> SchemaStatus:
    """Raises SchemaMismatch when the database is at a revision unknown to this Fabula, StoreUnavailable."""
    async with _locked(url) as connection:
        found = await _found(connection)
    return SchemaStatus(found, revisions()[-1], tuple(_steps("up", "head", found)))


async def remade(url: str, revision: str, fill: Callable[[Any], Awaitable[None]]) -> None:
    """Make the schema anew at this revision, have it filled over the driver's connection, and bring it up to this Fabula's.

    All of it happens in one transaction, or nothing; what was in it is gone. Raises as ``migrate``, and what ``fill`` raises.
    """
    async with _locked(url) as connection:
        found = await _found(connection)
        if found is not None:
            steps = _steps("down", "base", found)
            await connection.run_sync(lambda sync: _alembic(sync, "down", found, steps, False, None))
            await _execute(connection, _LEAVE)
        await _require(connection, "vector", "the extension pgvector")
        steps = _steps("up", revision, None)
        await connection.run_sync(lambda sync: _alembic(sync, "up", None, steps, False, None))
        raw = await connection.get_raw_connection()
        await fill(raw.driver_connection)
        if rest := _steps("up", "head", revision):
            await connection.run_sync(lambda sync: _alembic(sync, "up", revision, rest, False, None))


@asynccontextmanager
async def _locked(url: str) -> AsyncIterator[AsyncConnection]:
    """A transaction that holds the migration lock; the URL is read by asyncpg, as everywhere else."""
    engine = create_async_engine(
        "postgresql+asyncpg://?prepared_statement_cache_size=0",  # what is prepared does not survive a schema made anew
        async_creator=lambda: asyncpg.connect(url, timeout=10, statement_cache_size=0),
        poolclass=NullPool,
    )
    try:
        async with engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            yield connection
    except (DBAPIError, asyncpg.PostgresError, *AWAY) as error:
        raise _failure(error) from error
    finally:
        await engine.dispose()


def _failure(error: Exception) -> FabulaError:
    cause = error.orig.__cause__ if isinstance(error, DBAPIError) and error.orig else error
    if isinstance(cause, AWAY):
        return unavailable(cause)
    return ServiceFailed("Postgres", f"the migration failed and nothing was changed: {type(cause).__name__}: {cause}")


async def _found(connection: AsyncConnection) -> str | None:
    if await connection.scalar(text("SELECT to_regclass('fabula.revision') IS NULL")):
        return None
    found: str | None = await connection.scalar(text("SELECT version_num FROM fabula.revision"))
    known = revisions()
    if found is not None and found not in known:
        raise SchemaMismatch(found, known[-1])
    return found


async def _require(connection: AsyncConnection, extension: str, what: str) -> None:
    query = text("SELECT count(*) FROM pg_available_extensions WHERE name = :name")
    if not await connection.scalar(query, {"name": extension}):
        raise ServerLacks("Postgres", what, "install it or unset FABULA_POSTGRES_URL")


async def _execute(connection: AsyncConnection, sql: str) -> None:
    raw = await connection.get_raw_connection()
    assert raw.driver_connection is not None
    await raw.driver_connection.execute(sql)


def _steps(direction: str, revision: str | None, found: str | None) -> list[str]:
    """The revisions between the database and the wanted one, in the order in which they are applied (or taken back)."""
    known = revisions()
    here = known.index(found) + 1 if found else 0
    there = _position(known, revision, len(known) if direction == "up" else max(here - 1, 0))
    if (there < here) if direction == "up" else (there > here):
        raise InvalidRequest("revision", f"'{revision}' does not lie {direction} of '{found or 'base'}'")
    return known[here:there] if direction == "up" else known[there:here][::-1]


def _position(known: list[str], revision: str | None, default: int) -> int:
    if revision is None:
        return default
    positions = {"base": 0, "head": len(known)} | {id: n for n, id in enumerate(known, 1)}
    if revision not in positions:
        raise InvalidRequest("revision", f"'{revision}' is none of base, {', '.join(known)}, head")
    return positions[revision]


def _alembic(
    connection: Connection, direction: str, found: str | None, steps: list[str], dry_run: bool, output: TextIO | None
) -> None:
    config = Config(output_buffer=output or sys.stdout)
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["options"] = _options(connection, dry_run)
    run: Callable[..., Any] = command.upgrade if direction == "up" else command.downgrade
    target = steps[-1]
    if direction == "down":
        before = revisions().index(target)
        target = revisions()[before - 1] if before else "base"
    run(config, f"{found or 'base'}:{target}" if dry_run else target, sql=dry_run)


def _options(connection: Connection, dry_run: bool) -> dict[str, Any]:
    if dry_run:
        return {"dialect_name": "postgresql", "literal_binds": True, **_VERSIONS}
    return {"connection": connection, **_VERSIONS}
