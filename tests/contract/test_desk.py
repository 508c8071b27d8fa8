"""The desk over a real Valkey: questions between processes, here between two clients."""

import asyncio
from contextlib import suppress

import pytest

from actors.errors import StoreUnavailable
from storage import desk as desks
from storage.desk import RedisDesk


@pytest.fixture
async def desk(valkey):
    opened = RedisDesk(f"unix://{valkey.unix_socket_path}")
    yield opened
    await opened.close()


@pytest.fixture
async def clerk(valkey):
    """Another client of the same server, which answers."""
    opened = RedisDesk(f"unix://{valkey.unix_socket_path}")
    yield opened
    await opened.close()


async def shouted(question: bytes) -> bytes:
    return question.upper()


async def end(serving: asyncio.Task[None]) -> None:
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving


async def test_each_question_gets_its_own_answer(desk, clerk):
    serving = asyncio.create_task(clerk.serve("echo", shouted))
    answers = await asyncio.gather(*(desk.ask("echo", word, 5) for word in (b"one", b"two three", b"")))
    assert answers == [b"ONE", b"TWO THREE", b""]
    await end(serving)


async def test_an_answer_may_take_longer_than_one_read_blocks(desk, clerk, monkeypatch):
    monkeypatch.setattr(desks, "BLOCK_SECONDS", 0.05)
    asked_again = asyncio.Event()
    reads = 0
    blpop = desk._redis.blpop

    async def counted(*keys, **how):
        nonlocal reads
        reads += 1
        if reads == 4:
            asked_again.set()
        return await blpop(*keys, **how)

    monkeypatch.setattr(desk._redis, "blpop", counted)

    async def slowly(question: bytes) -> bytes:
        await asked_again.wait()
        return question.upper()

    serving = asyncio.create_task(clerk.serve("slow", slowly))
    assert await desk.ask("slow", b"well?", 60) == b"WELL?"
    await end(serving)


async def test_a_question_that_nobody_answers_is_given_up_with_the_reason(desk):
    with pytest.raises(StoreUnavailable, match=r"nobody-here.*no answer within 0\.1 s"):
        await desk.ask("nobody-here", b"hello?", 0.1)


async def test_a_server_that_is_not_there_is_named():
    desk = RedisDesk("unix:///nowhere/valkey.sock")
    with pytest.raises(StoreUnavailable, match="Redis"):
        await desk.ask("echo", b"hello?", 1)
    await desk.close()
