"""A server that falls silent without a word, behind a wire that swallows everything: it is waited for once, not twice."""

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

PATIENCE = 1.0


@dataclass
class Line:
    """A store that reaches its server by a wire."""

    wire: Wire
    store: PostgresStore


@pytest.fixture
async def line(database: str) -> AsyncIterator[Line]:
    folder = Path(tempfile.mkdtemp(prefix="fabula-wire-"))  # the path of a socket must be short
    asked = parse_qs(urlsplit(database).query)
    name = f".s.PGSQL.{PORT}"
    wire = Wire(partial(asyncio.open_unix_connection, Path(asked["host"][0]) / name))
    async with await asyncio.start_unix_server(wire.serve, folder / name):
        host = quote(asked["host"][0], safe="/")
        store = PostgresStore.open(database.replace(host, quote(str(folder), safe="/")), patience=PATIENCE)
        yield Line(wire, store)
        await store.close()
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
