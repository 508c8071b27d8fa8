"""From a database into a file, and back, with nothing that a Postgres must have beside its own COPY."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import asyncpg

from actors.errors import BackupUnusable, FabulaError, InvalidRequest, ServiceFailed, ServicesBusy
from storage.backup.archive import Backup, Manifest, Table, Writer, reading, writing
from storage.migrating import remade, revisions
from storage.migrating import status as schema_status
from storage.postgres.refusals import AWAY, unavailable
from storage.queries import load

SKIPPED = frozenset({"revision", "sessions", "refresh_tokens", "tickets", "throttles", "answers"})
"""The schema's own revision; and what must not come back to life: whoever was signed in signs in again."""

_TABLES, _SEQUENCES, _SEQUENCE, _REFERENCES, _HEADS, _EPOCHS, _OTHERS, _FENCE = load(
    "backup", "tables", "sequences", "sequence", "references", "heads", "epochs", "others", "fence"
)


async def back_up(url: str, path: Path) -> Manifest:
    """Write all of the database, as it is at this moment, into a new file. Fabula may go on meanwhile.

    Raises StoreUnavailable, SchemaMismatch, InvalidRequest when the database has not been migrated to this Fabula's revision,
    BackupUnusable when the file cannot be written.
    """
    status = await schema_status(url)
    if status.found is None or status.pending:
        raise InvalidRequest("the database", "it is not at this Fabula's revision; run `fabula migrate up` first")
    async with _connected(url) as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        with writing(path) as writer:
            return await _written(connection, writer, status.found)


async def restore(url: str, path: Path, replace: bool) -> tuple[Manifest, list[str]]:
    """Make the database what the file says, all of it or nothing; and which ecosystems are gone by that.

    Raises BackupUnusable, before anything is touched; ServicesBusy while other processes of Fabula use the database;
    InvalidRequest when it holds ecosystems and may not be ``replace``d; StoreUnavailable, ServiceFailed.
    """
    with reading(path) as backup:
        if backup.manifest.revision not in revisions():
            made = f"it was made by Fabula {backup.manifest.fabula}, at revision {backup.manifest.revision}"
            raise BackupUnusable(str(path), f"{made}, which is newer; restore it with that")
        before = await _looked_at(url, replace)

        async def fill(connection: Any) -> None:
            await _filled(connection, backup, before)

        await remade(url, backup.manifest.revision, fill)
        return backup.manifest, sorted(set(before) - set(backup.manifest.heads))


async def _written(connection: Any, writer: Writer, revision: str) -> Manifest:
    manifest = Manifest(version("fabula"), revision, datetime.now(UTC).isoformat(timespec="seconds"))
    manifest.heads = {row["id"]: (row["seq"], row["hash"]) for row in await connection.fetch(_HEADS)}
    for name, columns in (await _columns(connection)).items():
        with writer.table(name, columns) as rows:
            done = await connection.copy_from_query(_select(name, columns), output=rows.write, format="text")
            rows.rows = _counted(done)
    for name in [row["name"] for row in await connection.fetch(_SEQUENCES)]:
        last, given = await connection.fetchrow(f'SELECT last_value, is_called FROM fabula."{name}"')
        manifest.sequences[name] = (last, given)
    manifest.tables = writer.tables
    writer.finish(manifest)
    return manifest


async def _looked_at(url: str, replace: bool) -> dict[str, int]:
    """Ecosystem → epoch of what is there now."""
    if (await schema_status(url)).found is None:
        return {}
    async with _connected(url) as connection:
        if others := await connection.fetchval(_OTHERS):
            raise ServicesBusy("the database", f"{others} connections of Fabula; end `fabula serve` and whatever else uses it")
        epochs = {row["id"]: row["epoch"] for row in await connection.fetch(_EPOCHS)}
    if epochs and not replace:
        raise InvalidRequest("--replace", f"the database holds {len(epochs)} ecosystems that would be lost; say that they may be")
    return epochs


async def _filled(connection: Any, backup: Backup, before: Mapping[str, int]) -> None:
    """Fill an empty schema. No trigger fires: what happened has happened."""
    columns = await _columns(connection)
    names = ", ".join(f'fabula."{name}"' for name in columns)
    for name in columns:
        await connection.execute(f'ALTER TABLE fabula."{name}" DISABLE TRIGGER USER')
    await connection.execute(f"TRUNCATE {names} CASCADE")
    for table in _in_order(backup.manifest.tables, [tuple(row) for row in await connection.fetch(_REFERENCES)]):
        if table.columns != columns.get(table.name):
            raise BackupUnusable(str(backup.path), f"the table '{table.name}' has other columns here")
        done = await connection.copy_to_table(
            table.name, schema_name="fabula", columns=table.columns, source=_source(backup.chunks(table)), format="text"
        )
        if _counted(done) != table.rows:
            raise BackupUnusable(str(backup.path), f"the table '{table.name}' had {table.rows} rows, {_counted(done)} came back")
    for name in columns:
        await connection.execute(f'ALTER TABLE fabula."{name}" ENABLE TRIGGER USER')
    for name, (last, given) in backup.manifest.sequences.items():
        await connection.fetchval(_SEQUENCE, f'fabula."{name}"', last, given)
    await connection.execute(_FENCE, list(before), list(before.values()))


def _in_order(tables: Iterable[Table], references: list[tuple[str, str]]) -> Iterator[Table]:
    """Whoever is referred to comes first."""
    waiting = {table.name: table for table in tables}
    while waiting:
        free = [name for name in waiting if not any(of == name and to != name and to in waiting for of, to in references)]
        for name in free or list(waiting):
            yield waiting.pop(name)


async def _columns(connection: Any) -> dict[str, list[str]]:
    """Table → its columns, without those that Postgres computes."""
    found = {row["name"]: list(row["columns"]) for row in await connection.fetch(_TABLES)}
    return {name: columns for name, columns in found.items() if name not in SKIPPED}


def _select(table: str, columns: list[str]) -> str:
    named = ", ".join(f'"{column}"' for column in columns)
    return f'SELECT {named} FROM fabula."{table}"'


def _counted(status: str) -> int:
    """ "COPY 17" → 17."""
    return int(status.rpartition(" ")[2])


async def _source(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[Any]:
    try:
        connection = await asyncpg.connect(url, timeout=10)
        try:
            yield connection
        finally:
            await connection.close()
    except FabulaError:
        raise
    except AWAY as error:
        raise unavailable(error) from error
    except asyncpg.PostgresError as error:
        raise ServiceFailed("Postgres", f"{type(error).__name__}: {error}") from error
