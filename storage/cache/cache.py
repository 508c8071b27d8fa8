"""A cache of what calls return, by owner. It may be lost at any time, and is done without while it is away."""

import asyncio
import inspect
import random
from collections.abc import Awaitable, Callable, Sequence
from functools import partial, wraps
from hashlib import blake2b
from secrets import token_hex
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from actors.errors import FabulaError
from storage.cache.kept import Rules, computed, is_whole, told
from storage.cache.keys import check_signature, key_of, name_of, owner_key, tag_key
from storage.cache.server import CacheServer

P = ParamSpec("P")
T = TypeVar("T")

Call = Callable[[], Awaitable[Any]]
Cached = Callable[Concatenate[str, P], Awaitable[T]]

_LOOK_SECONDS = 0.05
_TOKEN_SECONDS = 86_400.0
_JITTER = 0.1


class Cache:
    """What functions return is kept in Redis, and given to whoever calls them with the same owner and arguments.

    * Nothing is cached without an owner: it is the first argument of every cached function, and in every key.
    * Of any number of callers at once, in this and other processes, one computes and the others wait for it, for ``flight``
      seconds at most.
    * While Redis does not answer, the function is called as if there were no cache, and waits no longer than ``patience``.
    """

    def __init__(self, url: str, size: int = 16, patience: float = 0.5, pause: float = 2.0, flight: float = 10.0) -> None:
        self._server = CacheServer(url, size, patience, pause)
        self._flight = flight
        self._flights: dict[str, asyncio.Task[bytes]] = {}  # which can be joined
        self._running: set[asyncio.Task[bytes]] = set()  # the event loop alone would let them be collected

    def cached(
        self, ttl: float, tags: Sequence[str] = (), absent: float = 5.0, errors: Sequence[type[FabulaError]] = ()
    ) -> Callable[[Cached[P, T]], Cached[P, T]]:
        """Have what the function returns, which is JSON, kept for ``ttl`` seconds, a tenth more or less by chance.

        * ``tags`` are what it can be forgotten by; ``"ecosystem:{ecosystem}"`` takes the place from the argument of that name.
        * None is kept for ``absent`` seconds, and so is an error of the classes in ``errors``.
        * What is returned is always what was read back: lists for tuples, and an object of the caller's own.

        Raises InvalidRequest for a function whose first argument is not ``owner``; called for nobody, or with an argument that is
        not JSON, the function made raises InvalidRequest too.
        """

        def wrap(function: Cached[P, T]) -> Cached[P, T]:
            signature, name = inspect.signature(function), name_of(function)
            check_signature(name, signature, tags)
            rules = Rules(name, ttl, absent, tuple(errors))

            @wraps(function)
            async def through(owner: str, /, *args: P.args, **kwargs: P.kwargs) -> T:
                bound = signature.bind(owner, *args, **kwargs)
                bound.apply_defaults()
                key = key_of(name, bound.arguments)
                tokens = await self._tokens([tag.format(**bound.arguments) for tag in tags])
                call = partial(function, owner, *args, **kwargs)
                kept = await self._joined(_versioned(key, tokens), call, rules, None not in tokens)
                return cast(T, told(kept, rules.errors))

            return through

        return wrap

    async def forget(self, owner: str, pattern: str = "*") -> None:
        """Forget what was kept of this owner's calls: all, or where ``function:argument:…`` matches.

        What is being computed elsewhere at this moment may be kept afterwards; by tags, it is not.
        """
        self._flights.clear()
        await self._server.forget(f"{owner_key(owner)}:{pattern}")

    async def forget_tags(self, *tags: str) -> None:
        """Forget everything with one of these tags, whoever owns it, and whatever is being computed at this moment."""
        self._flights.clear()
        for tag in tags:
            await self._server.forget(tag_key(tag))

    async def close(self) -> None:
        """Give back connections; what is being computed is not kept."""
        self._flights.clear()
        await self._server.close()

    async def _tokens(self, tags: Sequence[str]) -> list[bytes | None]:
        """The token of each tag, which is part of the keys: to forget the tag is to lose its token. None when there is none to be
        had; then nothing may be kept."""
        return [await self._token(tag_key(tag)) for tag in tags]

    async def _token(self, key: str) -> bytes | None:
        found = await self._server.asked(lambda redis: redis.get(key), None)
        if found is None:
            fresh = token_hex(8).encode()
            await self._server.asked(lambda redis: redis.set(key, fresh, expire=_TOKEN_SECONDS, exist=False), False)
            found = await self._server.asked(lambda redis: redis.get(key), None)
        return found if isinstance(found, bytes) else None

    async def _joined(self, key: str, call: Call, rules: Rules, keep: bool) -> bytes:
        """What the one brings who computes this now; that may be us. Whoever is cancelled leaves it to the others."""
        flight = self._flights.get(key)
        if flight is None:
            bringing = self._brought(key, call, rules) if keep else _only_computed(call, rules)
            flight = self._flights[key] = asyncio.ensure_future(bringing)
            self._running.add(flight)
            flight.add_done_callback(partial(self._landed, key))
        return await asyncio.shield(flight)

    def _landed(self, key: str, flight: "asyncio.Task[bytes]") -> None:
        self._running.discard(flight)
        if self._flights.get(key) is flight:
            del self._flights[key]
        if not flight.cancelled():
            flight.exception()  # whoever waited has it; nobody need have

    async def _brought(self, key: str, call: Call, rules: Rules) -> bytes:
        """From Redis, or computed by us when nobody else does."""
        ours = token_hex(8)
        found = await self._kept(key, rules) or await self._awaited(key, ours, rules)
        if found is not None:
            return found
        try:
            result, seconds = await computed(call, rules)
            if seconds and self._flights.get(key) is asyncio.current_task():  # it has not been forgotten meanwhile
                expire = seconds * random.uniform(1 - _JITTER, 1 + _JITTER)
                await self._server.asked(lambda redis: redis.set(key, result, expire=expire), False)
        finally:
            await self._server.asked(lambda redis: redis.unlock(f"{key}:lock", ours), False)
        return result

    async def _kept(self, key: str, rules: Rules) -> bytes | None:
        found: bytes | None = await self._server.asked(lambda redis: redis.get(key), None)
        return found if is_whole(found, rules.errors) else None

    async def _awaited(self, key: str, ours: str, rules: Rules) -> bytes | None:
        """What another process that computes this brings; None when it is for us to do so."""
        for _ in range(int(self._flight / _LOOK_SECONDS)):
            if await self._server.asked(lambda redis: redis.set_lock(f"{key}:lock", ours, self._flight), True):
                break
            await asyncio.sleep(_LOOK_SECONDS)
            if (found := await self._kept(key, rules)) is not None:
                return found
        return await self._kept(key, rules)  # it may have come before the lock was ours


async def _only_computed(call: Call, rules: Rules) -> bytes:
    return (await computed(call, rules))[0]


def _versioned(key: str, tokens: Sequence[bytes | None]) -> str:
    """The key under the present tokens of its tags."""
    present = b":".join(token or b"?" for token in tokens)
    return f"{key}:{blake2b(present, digest_size=8).hexdigest()}" if tokens else key
