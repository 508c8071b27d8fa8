"""Migrations up and down on a real server."""

import asyncio
from io import StringIO

import asyncpg
import pytest

from actors.errors import InvalidRequest, SchemaMismatch, ServerLacks, ServiceFailed, StoreUnavailable
from storage.migrating import migrate, revisions, status
from storage.postgres.store import PostgresStore


@pytest.fixture
async def empty(postgres):
    """The URL of a database in which Fabula never was, but somebody else."""
    url = await postgres.database()
    await run(url, "CREATE TABLE diary (line text)", "INSERT INTO diary VALUES ('Dear diary')")
    return url


async def run(url, *statements):
    connection = await asyncpg.connect(url)
    results = [await connection.fetch(statement) for statement in statements]
    await connection.close()
    return results[-1]


async def relations(url):
    found = await run(
        url,
        "SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
        "WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY 1",
    )
    return [row[0] for row in found]


async def test_up_down_and_up_again_leaves_empty_tables_and_the_rest_untouched(empty, tale):
    assert await migrate(empty) == revisions()
    tables = await relations(empty)
    store = PostgresStore.open(empty)
    await tale.found(store)
    await tale.commit(store, (await store.activate("montreuil")).epoch)
    await store.close()
    assert await migrate(empty, "down", "base") == revisions()[::-1]
    assert await relations(empty) == ["public.diary"]
    assert await migrate(empty) == revisions()
    assert await relations(empty) == tables
    again = PostgresStore.open(empty)
    assert await again.heads() == []
    await again.close()
    assert [row["line"] for row in await run(empty, "SELECT line FROM diary")] == ["Dear diary"]


async def test_every_single_step_can_be_taken_back_and_done_again(empty):
    tables = []
    for revision in revisions():
        tables.append(await relations(empty))
        assert await migrate(empty, revision=revision) == [revision]
    for revision in revisions()[::-1]:
        assert await migrate(empty, "down") == [revision]
        assert set(await relations(empty)) - {"fabula.revision", "fabula.revision_pkc"} <= set(tables.pop())
    assert await migrate(empty, "down") == []
    assert await migrate(empty) == revisions()


async def test_what_others_put_into_the_schema_survives_going_down(empty):
    await migrate(empty)
    await run(empty, "CREATE TABLE fabula.notes (line text)")
    await migrate(empty, "down", "base")
    assert await relations(empty) == ["fabula.notes", "public.diary"]
    assert await migrate(empty) == revisions()


async def test_migrating_twice_changes_nothing(empty):
    await migrate(empty)
    before = await relations(empty)
    assert await migrate(empty) == []
    assert await relations(empty) == before


async def test_two_migrations_at_once_run_one_after_the_other(empty):
    done = await asyncio.gather(*(migrate(empty) for _ in range(3)))
    assert sorted(done, key=len) == [[], [], revisions()]
    assert (await status(empty)).pending == ()


async def test_the_status_says_what_is_pending(empty):
    before = await status(empty)
    assert (before.found, before.known, before.pending) == (None, revisions()[-1], tuple(revisions()))
    await migrate(empty, revision=revisions()[1])
    after = await status(empty)
    assert (after.found, after.pending) == (revisions()[1], tuple(revisions()[2:]))


async def test_a_dry_run_prints_sql_that_works_and_changes_nothing(empty):
    output = StringIO()
    assert await migrate(empty, dry_run=True, output=output) == revisions()
    assert await relations(empty) == ["public.diary"]
    connection = await asyncpg.connect(empty)
    await connection.execute(output.getvalue())
    await connection.close()
    assert (await status(empty)).pending == ()
    down = StringIO()
    await migrate(empty, "down", revisions()[0], dry_run=True, output=down)
    assert "DROP TABLE fabula.memories" in down.getvalue()
    assert "DROP TABLE fabula.events" not in down.getvalue()
    assert (await status(empty)).pending == ()


async def test_a_database_of_a_newer_fabula_is_refused(empty):
    await migrate(empty)
    await run(empty, "UPDATE fabula.revision SET version_num = '9999_future'")
    for call in (migrate(empty), migrate(empty, "down", "base"), status(empty)):
        with pytest.raises(SchemaMismatch) as refusal:
            await call
        assert refusal.value.args == ("9999_future", revisions()[-1])


async def test_a_server_without_pgvector_is_refused_before_anything_is_changed(empty):
    database = empty.split("?", maxsplit=1)[0].rsplit("/", maxsplit=1)[1]
    await run(empty, f"ALTER DATABASE {database} SET extension_control_path = '/nowhere'")
    with pytest.raises(ServerLacks, match="pgvector") as refusal:
        await migrate(empty)
    assert refusal.value.args[0] == "Postgres"
    assert await relations(empty) == ["public.diary"]
    assert await run(empty, "SELECT FROM pg_namespace WHERE nspname = 'fabula'") == []


async def test_a_failing_migration_takes_everything_back(empty):
    await migrate(empty, revision=revisions()[1])
    await run(empty, "CREATE TABLE fabula.due (line text)")
    before = await relations(empty)
    with pytest.raises(ServiceFailed, match="due"):
        await migrate(empty)
    assert await relations(empty) == before


async def test_a_revision_that_does_not_exist_or_lies_the_other_way_is_refused(empty):
    with pytest.raises(InvalidRequest, match="0007_nothing"):
        await migrate(empty, revision="0007_nothing")
    await migrate(empty)
    with pytest.raises(InvalidRequest, match="does not lie up"):
        await migrate(empty, "up", revisions()[0])


async def test_a_server_that_is_not_there_is_reported(tmp_path):
    with pytest.raises(StoreUnavailable, match="Postgres"):
        await migrate(f"postgresql://nobody@/none?host={tmp_path}")
