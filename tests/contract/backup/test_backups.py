"""Backups: all of a database in a file and back, or nothing at all."""

import shutil
import stat
import zipfile
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import pytest

from actors.errors import BackupUnusable, FabulaError, InvalidRequest, ServicesBusy
from actors.events import START_HASH, chained
from actors.pictures import picture_of
from actors.ports import Due
from actors.projection import Mark
from actors.records import rows_of
from runtime.backing import restored
from runtime.projector import Projector
from runtime.settings import Settings
from storage.accounts import Accounts
from storage.backup import archive, database
from storage.backup.database import SKIPPED, back_up, restore
from storage.graph.driver import driver
from storage.graph.neo4j_graph import Neo4jGraph
from storage.graph.target import Neo4jTarget
from storage.jobs.book import JobBook
from storage.migrating import migrate, revisions, status
from storage.postgres.store import PostgresStore
from tests.contract.conftest import Tale
from tests.pictures import png


@pytest.fixture
async def url(postgres) -> str:
    """A migrated database of the test's own."""
    url = await postgres.database()
    await migrate(url)
    return url


@pytest.fixture
async def full(url: str) -> str:
    """A database in which something of nearly everything is."""
    store = PostgresStore.open(url)
    for tale in (Tale(), Tale("digne")):
        head = await tale.found(store)
        await store.activate(tale.ecosystem, head.epoch)
        for _ in range(3):
            await tale.commit(store, head.epoch + 1)
        await store.order(tale.ecosystem, Due("live", "tempo", 0, {"tempo_ms": 3000}))
        await store.hang(tale.ecosystem, [picture_of(png())])
        await store.put(f"genre of {tale.ecosystem}", b"\x00\xff\n\\. genre")
        await store.save(tale.ecosystem, 3, 1, {"javert": b"\x01\x02\t\n\\"})
    await store.close()
    book = JobBook(url)
    await book.order("montreuil", "verify", 3)
    await book.close()
    accounts = Accounts.open(url)
    await accounts.first_admin("admin", "$argon2id$a-hash")
    await accounts.close()
    return url


async def everything(url: str) -> dict[str, list[Any]]:
    """All rows of all tables that are backed up."""
    connection = await asyncpg.connect(url)
    names = [row[0] for row in await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'fabula'")]
    found = {
        name: await connection.fetch(f'SELECT t::text FROM fabula."{name}" t ORDER BY 1') for name in names if name not in SKIPPED
    }
    await connection.close()
    return {name: [row[0] for row in rows] for name, rows in found.items()}


async def execute(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


def without_epochs(rows: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {name: each for name, each in rows.items() if name != "ecosystems"}


async def test_what_was_destroyed_is_there_again(full, tmp_path):
    before = await everything(full)
    made = await back_up(full, tmp_path / "all.fabula")
    await execute(full, "DROP SCHEMA fabula CASCADE")
    restored, gone = await restore(full, tmp_path / "all.fabula", replace=False)
    assert (await everything(full), gone) == (before, [])
    assert restored == made
    assert (await status(full)).found == revisions()[-1]


async def test_chronicles_are_the_same_and_sound(full, tmp_path):
    made = await back_up(full, tmp_path / "all.fabula")
    await execute(full, "DROP SCHEMA fabula CASCADE")
    await restore(full, tmp_path / "all.fabula", replace=False)
    store = PostgresStore.open(full)
    heads = {head.founding.ecosystem: (head.seq, head.hash) for head in await store.heads()}
    assert heads == made.heads
    for ecosystem, (_, hash) in heads.items():
        assert chained(START_HASH, [event async for batch in store.events(ecosystem) for event in batch]) == hash
    await store.close()


async def test_what_came_after_is_lost_and_said_to_be_and_its_supervisors_may_not_write(full, tmp_path):
    before = await everything(full)
    await back_up(full, tmp_path / "all.fabula")
    store, later = PostgresStore.open(full), Tale("later")
    await later.found(store)
    epoch = (await store.activate("montreuil")).epoch
    await store.delete("digne")
    await store.close()
    with pytest.raises(InvalidRequest, match="2 ecosystems that would be lost"):
        await restore(full, tmp_path / "all.fabula", replace=False)
    _, gone = await restore(full, tmp_path / "all.fabula", replace=True)
    assert gone == ["later"]
    assert without_epochs(await everything(full)) == without_epochs(before)
    store = PostgresStore.open(full)
    assert (await store.head("montreuil")).epoch > epoch
    await store.close()


async def test_counters_go_on_where_they_stood(full, tmp_path):
    await back_up(full, tmp_path / "all.fabula")
    await execute(full, "DROP SCHEMA fabula CASCADE")
    await restore(full, tmp_path / "all.fabula", replace=False)
    book = JobBook(full)
    await book.order("digne", "verify", 3)
    assert len({job.id for job in await book.jobs()}) == 2
    await book.close()


async def test_facts_and_the_audit_are_as_immutable_as_before(full, tmp_path):
    await back_up(full, tmp_path / "all.fabula")
    await restore(full, tmp_path / "all.fabula", replace=True)
    for sql in ("UPDATE fabula.events SET tick = 0", "DELETE FROM fabula.audit"):
        with pytest.raises(asyncpg.PostgresError):
            await execute(full, sql)


async def test_a_backup_of_an_earlier_revision_is_brought_up_to_this_one(full, tmp_path):
    await migrate(full, "down", revisions()[-2])
    before = await everything(full)
    with pytest.raises(InvalidRequest, match="migrate up"):
        await back_up(full, tmp_path / "all.fabula")
    file = await _of_an_earlier_fabula(full, tmp_path)
    await restore(full, file, replace=True)
    after = await everything(full)
    assert {name: after[name] for name in before if name != "ecosystems"} == without_epochs(before)
    assert (await status(full)).pending == ()


async def _of_an_earlier_fabula(url: str, folder: Path) -> Path:
    """What the Fabula of the revision that the database is at would have written."""
    connection = await asyncpg.connect(url)
    with archive.writing(folder / "old.fabula") as writer:
        await database._written(connection, writer, revisions()[-2])
    await connection.close()
    return folder / "old.fabula"


def damaged(file: Path, how: str) -> Path:
    """The file, spoilt in some way."""
    spoilt = file.with_name(f"{how}.fabula")
    data = bytearray(file.read_bytes())
    if how == "shortened":
        spoilt.write_bytes(data[: len(data) // 2])
    elif how == "flipped":
        data[len(data) // 3] ^= 0xFF
        spoilt.write_bytes(data)
    elif how == "foreign":
        spoilt.write_bytes(b"once upon a time")
    elif how == "empty":
        spoilt.write_bytes(b"")
    elif how == "another-zip":
        with zipfile.ZipFile(spoilt, "w") as other:
            other.writestr("letter.txt", "Dear Cosette")
    return spoilt


def rewritten(file: Path, **changes: Any) -> Path:
    """The file, as another Fabula would have written it."""
    other = file.with_name("other.fabula")
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(other, "w") as target:
        for name in source.namelist():
            if name != archive.MANIFEST:
                target.writestr(name, source.read(name))
        said = orjson.loads(source.read(archive.MANIFEST)) | changes
        text = orjson.dumps(said)
        target.writestr(archive.MANIFEST, text)
        target.comment = archive.sha256(text).hexdigest().encode()
    return other


@pytest.mark.parametrize("how", ["shortened", "flipped", "foreign", "empty", "another-zip", "absent"])
async def test_a_file_that_is_not_whole_or_not_ours_changes_nothing(full, tmp_path, how):
    await back_up(full, tmp_path / "all.fabula")
    before = await everything(full)
    with pytest.raises(BackupUnusable, match=how):  # it names the file
        await restore(full, damaged(tmp_path / "all.fabula", how), replace=True)
    assert await everything(full) == before


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"revision": "9999_from_the_future"}, "newer; restore it with that"),
        ({"version": 2, "fabula": "7.0.0"}, "made by Fabula 7.0.0, which is newer"),
        ({"format": "a-diary"}, "no backup of Fabula"),
    ],
)
async def test_a_file_of_another_or_newer_program_changes_nothing(full, tmp_path, changes, complaint):
    await back_up(full, tmp_path / "all.fabula")
    before = await everything(full)
    with pytest.raises(BackupUnusable, match=complaint):
        await restore(full, rewritten(tmp_path / "all.fabula", **changes), replace=True)
    assert await everything(full) == before


async def test_rows_that_do_not_fit_change_nothing(full, tmp_path):
    """A file that is whole, and whose rows the database refuses half way."""
    await back_up(full, tmp_path / "all.fabula")
    with zipfile.ZipFile(tmp_path / "all.fabula") as source:
        tables = orjson.loads(source.read(archive.MANIFEST))["tables"]
    for table in tables:
        if table["name"] == "memories":
            table["rows"] += 1
    before = await everything(full)
    with pytest.raises(BackupUnusable, match="memories"):
        await restore(full, rewritten(tmp_path / "all.fabula", tables=tables), replace=True)
    assert await everything(full) == before


async def test_nothing_is_restored_under_those_who_use_the_database(full, tmp_path):
    await back_up(full, tmp_path / "all.fabula")
    store = PostgresStore.open(full)
    await store.heads()
    with pytest.raises(ServicesBusy, match="fabula serve"):
        await restore(full, tmp_path / "all.fabula", replace=True)
    await store.close()


async def test_worlds_go_on_while_they_are_backed_up(full, tmp_path):
    store = PostgresStore.open(full)
    made = await back_up(full, tmp_path / "all.fabula")
    await store.order("montreuil", Due("run", "a", 0, {"until": 9}))
    await store.close()
    assert len(made.heads) == 2


async def test_only_its_owner_may_read_the_file_and_half_of_one_is_never_left(full, tmp_path, monkeypatch):
    await back_up(full, tmp_path / "all.fabula")
    assert stat.S_IMODE((tmp_path / "all.fabula").stat().st_mode) == 0o600

    def full_disk(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive.os, "fsync", full_disk)
    with pytest.raises(BackupUnusable, match="No space left"):
        await back_up(full, tmp_path / "more.fabula")
    with pytest.raises(BackupUnusable, match="cannot be written"):
        await back_up(full, tmp_path / "no" / "such" / "folder.fabula")
    assert [file.name for file in tmp_path.iterdir()] == ["all.fabula"]
    shutil.rmtree(tmp_path)


async def test_an_empty_database_can_be_backed_up_and_restored_into_nothing(url, postgres, tmp_path):
    await back_up(url, tmp_path / "none.fabula")
    elsewhere = await postgres.database()
    manifest, gone = await restore(elsewhere, tmp_path / "none.fabula", replace=False)
    assert (manifest.heads, gone) == ({}, [])
    assert (await status(elsewhere)).pending == ()


async def test_a_database_without_fabula_cannot_be_backed_up(postgres, tmp_path):
    with pytest.raises(FabulaError, match="migrate up"):
        await back_up(await postgres.database(), tmp_path / "all.fabula")


async def test_the_graph_in_neo4j_is_that_of_what_was_restored(url, valkey, neo4j, tmp_path):
    """What came after the backup is in no graph any more, and what was deleted since is in it again."""
    settings = Settings(
        home=tmp_path / "home", postgres_url=url, redis_url=f"unix://{valkey.unix_socket_path}?db=7", embedder="hashed",
        neo4j_url=neo4j.url, neo4j_user=neo4j.user, neo4j_password=neo4j.password,
    )  # fmt: skip
    store, target = PostgresStore.open(url), Neo4jTarget(neo4j)
    kept, deleted, later = Tale("restored-one"), Tale("restored-two"), Tale("restored-never")
    for tale in (kept, deleted):
        await tale.found(store)
        await store.activate(tale.ecosystem)
        await tale.commit(store, 1, affinity=100)
    await back_up(url, tmp_path / "all.fabula")
    before = {tale.ecosystem: Mark(len(tale.events), 1, tale.hash) for tale in (kept, deleted)}
    await later.found(store)
    for affinity in (-300, 900):
        await kept.commit(store, 1, affinity=affinity)
    for tale in (kept, deleted, later):
        await Projector(store, target, tale.ecosystem).catch_up()
    await store.delete(deleted.ecosystem)
    await Projector(store, target, deleted.ecosystem).forget()
    await store.close()
    notes: list[str] = []
    await restored(settings, tmp_path / "all.fabula", True, notes.append)
    assert notes == []
    for name, mark in before.items():
        assert (await target.mark(name))[0::2] == mark[0::2], "the same event and hash; another epoch"
    assert (await target.mark(later.ecosystem)).seq == 0
    await target.close()
    async with driver(neo4j) as opened:
        graph = Neo4jGraph(opened, kept.ecosystem, *before[kept.ecosystem][0::2])
        rows = rows_of(kept.events[: before[kept.ecosystem].seq]).relationships
        assert await graph.relationships() == sorted(rows.values())
