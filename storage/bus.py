"""The port Herald over Redis: one stream for each ecosystem, whose entry ids are the events' numbers."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError

from actors.errors import StoreUnavailable
from actors.events import Event
from actors.ports import Herald

_log = logging.getLogger(__name__)
_KEPT = 10_000
_WAIT_MS = 1000
_GULP = 100

_APPEND = """
for i = 2, #ARGV, 6 do
    local answer = redis.pcall('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], ARGV[i], 'kind', ARGV[i + 1], 'tick', ARGV[i + 2],
        'scene', ARGV[i + 3], 'index', ARGV[i + 4], 'body', ARGV[i + 5])
    if type(answer) == 'table' and answer.err and not string.find(answer.err, 'equal or smaller', 1, true) then
        return answer
    end
end
return redis.status_reply('OK')
"""
"""All entries of a tick by one command. One that is there already is passed over."""


class RedisHerald(Herald):
    """See ``actors.ports.Herald``. Needs no more than the commands of Redis 6.2.

    * An entry ``seq-0`` holds kind, scene, index, tick and body of the event; about the newest 10,000 are kept.
    * Redis refuses a number that is not higher than the last one: publishing again after a crash changes nothing.
    * While the bus is down it is tried again every ``pause`` seconds, and one warning is logged for each outage.
    """

    def __init__(self, url: str, pause: float = 1.0) -> None:
        self._redis = Redis.from_url(
            url, protocol=2, retry=Retry(NoBackoff(), 1), socket_connect_timeout=2, socket_timeout=3, decode_responses=False
        )
        self._pause = pause
        self._down_until: float | None = None

    async def announce(self, ecosystem: str, events: Sequence[Event]) -> None:
        now = asyncio.get_running_loop().time()
        if not events or (self._down_until is not None and now < self._down_until):
            return
        try:
            await self._publish(ecosystem, events[-_KEPT:])
        except (RedisError, OSError) as error:
            self._went_down(error)
        else:
            self._came_back()

    async def listen(self, ecosystem: str) -> AsyncIterator[int]:
        heard = 0
        while True:
            try:
                highest = await self._next(ecosystem, heard)
            except (RedisError, OSError) as error:
                self._went_down(error)
                await asyncio.sleep(_WAIT_MS / 1000)
                highest = 0
            else:
                self._came_back()
            heard = max(heard, highest)
            yield highest

    async def offers(self, ecosystem: str, group: str) -> AsyncIterator[int]:
        key, joined = _key(ecosystem), False
        while True:
            try:
                offered = await self._offered(key, group) if joined else await self._join(key, group)
                joined = True
                self._came_back()
            except (RedisError, OSError) as error:
                offered, joined = 0, False
                if not _group_is_gone(error):
                    self._went_down(error)
                    await asyncio.sleep(_WAIT_MS / 1000)
            yield offered

    async def forget(self, ecosystem: str) -> None:
        with suppress(RedisError, OSError):
            await self._redis.delete(_key(ecosystem))

    async def close(self) -> None:
        await self._redis.aclose()

    async def _publish(self, ecosystem: str, events: Sequence[Event]) -> None:
        arguments = [part for event in events for part in _entry(event)]
        await self._redis.eval(_APPEND, 1, _key(ecosystem), _KEPT, *arguments)

    async def _next(self, ecosystem: str, heard: int) -> int:
        """The highest number, when it is above ``heard`` or gets there within a second; else 0."""
        key = _key(ecosystem)
        newest = await self._newest(key)
        if newest <= heard:
            rose = await self._redis.xread({key: f"{heard}-0"}, count=1, block=_WAIT_MS)
            newest = await self._newest(key) if rose else 0
        return newest

    async def _join(self, key: str, group: str) -> int:
        """Have the group from the newest entry on. What was there before is in the store, where the listener looks now."""
        try:
            await self._redis.xgroup_create(key, group, "$", mkstream=True)
        except ResponseError as error:
            if not str(error).startswith("BUSYGROUP"):
                raise
        return 0

    async def _offered(self, key: str, group: str) -> int:
        """How many entries this listener is the first to see; when there are none, it waits up to a second for one.

        Redis keeps no account of who has what (NOACK): the store does. So one name is enough for all listeners.
        """
        for how in ({"count": _GULP}, {"count": 1, "block": _WAIT_MS}):
            streams: Any = await self._redis.xreadgroup(group, "anyone", {key: ">"}, noack=True, **how)
            if streams:
                return len(streams[0][1])
        return 0

    async def _newest(self, key: str) -> int:
        entries: Any = await self._redis.xrevrange(key, count=1)
        return int(entries[0][0].split(b"-")[0]) if entries else 0

    def _went_down(self, error: Exception) -> None:
        if self._down_until is None:
            _log.warning("the bus does not answer (%s); listeners look into the chronicle once a second", error)
        self._down_until = asyncio.get_running_loop().time() + self._pause

    def _came_back(self) -> None:
        if self._down_until is not None:
            _log.info("the bus answers again")
        self._down_until = None


def _group_is_gone(error: Exception) -> bool:
    """Whether the bus was emptied, or has begun anew, since the group was made."""
    return isinstance(error, ResponseError) and str(error).startswith(("NOGROUP", "UNBLOCKED"))


def _key(ecosystem: str) -> str:
    return f"fabula:{ecosystem}:events"


def _entry(event: Event) -> tuple[Any, ...]:
    return f"{event.seq}-0", event.kind, event.tick, event.scene, event.index, event.encoded


async def emptied(url: str) -> bool:
    """Forget the streams of all ecosystems: their numbers begin anew. False when Redis does not answer."""
    async with Redis.from_url(url, protocol=2, socket_connect_timeout=2, socket_timeout=3) as redis:
        try:
            async for key in redis.scan_iter(_key("*"), count=1000):
                await redis.delete(key)
        except (RedisError, OSError):
            return False
    return True


async def entries(url: str, ecosystem: str) -> list[tuple[int, bytes]]:
    """(number, body) of every entry that an ecosystem's stream holds now, in its order. Raises StoreUnavailable."""
    async with Redis.from_url(url, protocol=2, socket_connect_timeout=2, socket_timeout=3, decode_responses=False) as redis:
        try:
            found: Any = await redis.xrange(_key(ecosystem))
        except (RedisError, OSError) as error:
            raise StoreUnavailable("Redis", str(error)) from error
    return [(int(id.split(b"-")[0]), fields[b"body"]) for id, fields in found]
