"""What only PostgreSQL can go through: two writers, dying connections, a dying server."""

import asyncio
from dataclasses import replace

import asyncpg
import pytest

from actors.deliveries import Terms
from actors.errors import ChronicleDamaged, ServerLacks, StaleEpoch, StoreUnavailable
from actors.events import KINDS
from actors.pictures import picture_of
from actors.records import Rows, rows_of
from storage.postgres.store import PostgresStore
from storage.words import folded
from tests.pictures import png


@pytest.fixture
def store(postgres_store):
    return postgres_store


async def blocked(sql, query):
    """Wait until some backend waits for a lock; the answer of the query about it."""
    while True:
        found = await sql.fetchval(
            f"SELECT {query} FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        if found is not None:
            return found


async def test_of_two_epochs_that_commit_at_once_exactly_one_wins(store, database, tale):
    await tale.found(store)
    rival = PostgresStore.open(database)
    for tick in range(1, 9):
        old, new = await store.activate("montreuil"), await rival.activate("montreuil")
        events = tale.next()
        ours = store.commit("montreuil", old.epoch, tick, events, rows_of(events), tale.hash)
        theirs = rival.commit("montreuil", new.epoch, tick, events, rows_of(events), tale.hash)
        stale, won = await asyncio.gather(ours, theirs, return_exceptions=True)
        assert won is None
        assert isinstance(stale, StaleEpoch)
    assert [e.seq async for batch in store.events("montreuil") for e in batch] == [e.seq for e in tale.events]
    await rival.close()


async def test_of_two_commits_of_one_epoch_exactly_one_wins(store, database, tale):
    await tale.found(store)
    epoch = (await store.activate("montreuil")).epoch
    twin = PostgresStore.open(database)
    events = tale.next()
    results = await asyncio.gather(
        *(one.commit("montreuil", epoch, 1, events, rows_of(events), tale.hash) for one in (store, twin)), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == ["ChronicleDamaged", "NoneType"]
    assert [e async for batch in store.events("montreuil") for e in batch] == tale.events
    await twin.close()


async def test_an_activation_waits_for_the_commit_that_holds_the_head(store, sql, tale):
    await tale.found(store)
    epoch = (await store.activate("montreuil")).epoch
    transaction = sql.transaction()
    await transaction.start()
    await sql.execute("LOCK TABLE fabula.relationships IN EXCLUSIVE MODE")
    commit = asyncio.create_task(tale.commit(store, epoch))
    await blocked(sql, "pid")
    activation = asyncio.create_task(store.activate("montreuil"))
    await asyncio.sleep(0)
    await transaction.rollback()
    await commit
    assert ((await activation).seq, (await store.head("montreuil")).epoch) == (len(tale.events), epoch + 1)


async def between_statements(connection):
    await asyncio.Event().wait()


async def between_rows(connection):
    async def rows():
        await asyncio.Event().wait()
        yield ()

    await connection.copy_records_to_table("cursors", schema_name="fabula", records=rows())


@pytest.mark.parametrize("stopped", [between_statements, between_rows])
async def test_an_activation_cuts_off_whoever_was_stopped_in_a_commit(store, database, sql, tale, monkeypatch, stopped):
    monkeypatch.setattr("storage.postgres.chronicle._MOMENT", 0.2)
    await tale.found(store)
    connection = await asyncpg.connect(database, server_settings={"application_name": "fabula"})
    await connection.execute("BEGIN; UPDATE fabula.ecosystems SET tick = tick + 1")
    silence = asyncio.create_task(stopped(connection))
    head = await store.activate("montreuil")
    assert (head.tick, head.epoch) == (0, 1)
    while await sql.fetch("SELECT FROM pg_stat_activity WHERE pid = $1", connection.get_server_pid()):
        """Its session is ending."""
    silence.cancel()
    await asyncio.gather(silence, return_exceptions=True)
    connection.terminate()


async def test_no_commit_is_cut_off_while_its_process_goes_on(store, database, sql, tale, monkeypatch):
    monkeypatch.setattr("storage.postgres.chronicle._MOMENT", 0.01)
    await tale.found(store)
    epoch = (await store.activate("montreuil")).epoch
    slow = await asyncpg.connect(database)
    await slow.execute("BEGIN; LOCK TABLE fabula.relationships IN EXCLUSIVE MODE")
    commit = asyncio.create_task(tale.commit(store, epoch))
    await blocked(sql, "pid")
    activation = asyncio.create_task(store.activate("montreuil"))
    await blocked(sql, "max(pid) FILTER (WHERE query LIKE '%epoch = epoch + 1%')")
    await asyncio.wait([activation], timeout=0.1)  # several moments
    await slow.close()
    await commit
    assert (await activation).tick == 1


async def test_a_connection_that_dies_in_the_middle_of_a_commit_leaves_the_chronicle_as_it_was(store, sql, tale):
    await tale.found(store)
    head = await store.activate("montreuil")
    before, events = list(tale.events), tale.next()
    transaction = sql.transaction()
    await transaction.start()
    await sql.execute("LOCK TABLE fabula.relationships IN EXCLUSIVE MODE")
    commit = asyncio.create_task(store.commit("montreuil", head.epoch, 1, events, rows_of(events), tale.hash))
    assert await blocked(sql, "pg_terminate_backend(pid)")
    with pytest.raises(StoreUnavailable) as failure:
        await commit
    await transaction.rollback()
    assert failure.value.__cause__ is not None
    assert await store.head("montreuil") == head
    assert [e async for batch in store.events("montreuil") for e in batch] == before
    assert await store.memories("montreuil") == []
    await store.commit("montreuil", head.epoch, 1, events, rows_of(events), tale.hash)
    assert (await store.head("montreuil")).hash == tale.hash


async def test_a_cancelled_commit_leaves_the_chronicle_as_it_was(store, sql, tale):
    await tale.found(store)
    head = await store.activate("montreuil")
    async with sql.transaction():
        await sql.execute("LOCK TABLE fabula.relationships IN EXCLUSIVE MODE")
        commit = asyncio.create_task(tale.commit(store, head.epoch))
        await blocked(sql, "pid")
        commit.cancel()
        with pytest.raises(asyncio.CancelledError):
            await commit
    assert await store.head("montreuil") == head


async def test_a_killed_server_is_reported_and_used_again_when_it_is_back(store, postgres, tale):
    await tale.found(store)
    epoch = (await store.activate("montreuil")).epoch
    await tale.commit(store, epoch)
    events = tale.next()
    postgres.kill()
    try:
        for _ in range(3):
            with pytest.raises(StoreUnavailable, match="Postgres does not answer"):
                await store.commit("montreuil", epoch, 2, events, rows_of(events), tale.hash)
    finally:
        postgres.start()
    await store.commit("montreuil", epoch, 2, events, rows_of(events), tale.hash)
    assert [e async for batch in store.events("montreuil") for e in batch] == tale.events


async def test_a_server_that_was_never_there_is_reported(tmp_path):
    for url in (f"postgresql://nobody@/none?host={tmp_path}", "postgresql://nobody@127.0.0.1:1/none"):
        store = PostgresStore.open(url)
        with pytest.raises(StoreUnavailable, match="Postgres does not answer"):
            await store.heads()
        await store.close()


async def test_a_database_that_does_not_exist_or_was_not_migrated_is_reported(postgres):
    missing, bare = PostgresStore.open(postgres.url("missing")), PostgresStore.open(postgres.url("postgres"))
    with pytest.raises(StoreUnavailable, match="missing"):
        await missing.heads()
    with pytest.raises(ServerLacks, match="fabula migrate up"):
        await bare.heads()
    await missing.close()
    await bare.close()


async def test_a_store_can_be_closed_twice_and_used_again(store, tale):
    head = await tale.found(store)
    await store.close()
    await store.close()
    assert await store.head("montreuil") == head


async def test_events_cannot_be_updated(store, sql, tale):
    await tale.found(store)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="events are facts"):
        await sql.execute("UPDATE fabula.events SET tick = 7")


async def test_deleting_an_ecosystem_leaves_no_row_in_any_table(store, sql, tale):
    await tale.found(store)
    await tale.commit(store, (await store.activate("montreuil")).epoch)
    memories = await store.memories("montreuil")
    await store.embed("montreuil", "hashed", memories, [[1.0]] * len(memories))
    await store.enrol("montreuil", "press", shared=True)
    await store.take("montreuil", "press", "w", Terms(KINDS, 5, 60.0, 3))
    await store.hang("montreuil", [picture_of(png())])
    await store.delete("montreuil")
    tables = await sql.fetch(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'fabula' AND tablename NOT IN ('revision', 'quotas', 'audit')"
    )  # these are of no ecosystem: what the roles may, and what people did
    assert len(tables) == 35
    for row in tables:
        assert await sql.fetchval(f"SELECT count(*) FROM fabula.{row['tablename']}") == 0, row


async def test_what_a_column_cannot_hold_damages_the_chronicle_and_changes_nothing(store, tale):
    await tale.found(store)
    head = await store.activate("montreuil")
    events = tale.next()
    odd = replace(events[0], encoded=b'["no object"]')
    huge = Rows(memories=[rows_of(events).memories[0]._replace(importance=2**70)])
    for offered, rows in [([odd, *events[1:]], Rows()), (events, huge)]:
        with pytest.raises(ChronicleDamaged):
            await store.commit("montreuil", head.epoch, 1, offered, rows, tale.hash)
    assert await store.head("montreuil") == head


async def test_vectors_are_kept_beside_their_memories(store, sql, tale):
    await tale.found(store)
    await tale.commit(store, (await store.activate("montreuil")).epoch)
    memory, other = (await store.memories("montreuil"))[:2]
    await store.embed("montreuil", "hashed", [memory, other], [[0.6, -0.8], [1.0, 0.0, 0.5]])
    rows = await sql.fetch("SELECT embedder, embedding::text FROM fabula.memory_index ORDER BY seq, owner")
    assert [tuple(row) for row in rows] == [("hashed", "[0.6,-0.8]"), ("hashed", "[1,0,0.5]")]


async def test_words_are_folded_in_the_server_as_in_python(sql):
    for text in ("Éponine", "ÇÀ ET LÀ", "ŁÓDŹ", "ŒUVRE", "ОДЕССА Йод", "ΛΌΓΟΣ", "Ọ", "e\u0301a\u0323", "Straße", "plain"):
        assert await sql.fetchval("SELECT fabula.folded($1)", text) == folded(text)
