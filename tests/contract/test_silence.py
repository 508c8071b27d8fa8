"""A server that falls silent without a word, behind a wire that swallows everything: it is not waited for in vain."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from actors.errors import StoreUnavailable
from actors.records import rows_of
from runtime.chaos.wire import Wire
from runtime.services.postgres import PORT
from storage.postgres.store import PostgresStore
from storage.postgres.watching import FORGOTTEN_SECONDS, Doubts

PATIENCE = 1.0
DOUBT = 0.3


@dataclass
class Line:
    """A store that reaches its server by a wire."""

    wire: Wire
    store: PostgresStore  # that waits for an answer, but not for ever
    doubting: PostgresStore  # that would wait for a very long time, but looks whether anybody works on it


@pytest.fixture
async def line(database: str) -> AsyncIterator[Line]:
    folder = Path(tempfile.mkdtemp(prefix="fabula-wire-"))  # the path of a socket must be short
    asked = parse_qs(urlsplit(database).query)
    name = f".s.PGSQL.{PORT}"
    wire = Wire(partial(asyncio.open_unix_connection, Path(asked["host"][0]) / name))
    async with await asyncio.start_unix_server(wire.serve, folder / name):
        host = quote(asked["host"][0], safe="/")
        url = database.replace(host, quote(str(folder), safe="/"))
        line = Line(wire, PostgresStore.open(url, patience=PATIENCE), PostgresStore.open(url, patience=1000, doubt=DOUBT))
        yield line
        await line.store.close()
        await line.doubting.close()
        await wire.close()
    shutil.rmtree(folder)


async def test_a_commit_that_gets_no_answer_is_given_up_once_and_the_next_one_has_another_connection(line, tale):
    await tale.found(line.store)
    epoch = (await line.store.activate("montreuil")).epoch
    events = tale.next()
    commit = partial(line.store.commit, "montreuil", epoch, 1, events, rows_of(events), tale.hash)
    async with line.wire.disturbed("mute"):
        began = asyncio.get_running_loop().time()
        with pytest.raises(StoreUnavailable):
            await commit()
        assert asyncio.get_running_loop().time() - began < 1.8 * PATIENCE
    await asyncio.wait_for(commit(), 0.8 * PATIENCE)
    assert (await line.store.head("montreuil")).tick == 1


async def test_connections_that_fell_silent_together_are_given_up_with_the_first_that_nobody_works_on(line, tale):
    await tale.found(line.doubting)
    asked = partial(line.doubting.head, "montreuil")
    await asyncio.gather(*(asked() for _ in range(4)))  # so many connections are open now
    async with line.wire.disturbed("mute"):
        pass
    async with asyncio.timeout(6 * DOUBT):
        with pytest.raises(StoreUnavailable, match="closed in the middle"):
            await asked()
        assert [(await asked()).tick for _ in range(4)] == [0] * 4


async def test_a_statement_that_the_server_works_on_is_waited_for_however_long_it_takes(line):
    connections = line.doubting._connections
    async with connections.using() as connection:
        await connection.execute("SELECT pg_sleep($1)", 8 * DOUBT)
        copying = connection.copy_records_to_table("slow", records=_slowly(), columns=["number"])
        await connection.execute("CREATE TEMPORARY TABLE slow (number int)")
        await copying


async def test_after_a_verdict_the_next_one_takes_longer_for_a_while(monkeypatch):
    doubts = Doubts("", 1.0)
    doubts.judge()
    doubts.judge()  # of another connection, at the same time
    assert doubts.wait() == 2.0
    monkeypatch.setattr(doubts, "judged", doubts.judged - 3)
    doubts.judge()
    assert doubts.wait() == 4.0
    monkeypatch.setattr(doubts, "judged", doubts.judged - FORGOTTEN_SECONDS - 1)
    assert doubts.wait() == 1.0


async def _slowly() -> AsyncIterator[tuple[int]]:
    """A whole buffer of the driver each time."""
    for _ in range(8):
        await asyncio.sleep(DOUBT)
        for number in range(60_000):
            yield (number,)
