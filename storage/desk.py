"""A desk in Redis: one process answers questions that others of the same world put to it."""

import time
from collections.abc import Awaitable, Callable
from secrets import token_hex

from redis.asyncio import Redis
from redis.exceptions import RedisError

from actors.errors import StoreUnavailable

ANSWER_KEPT_SECONDS = 30

BLOCK_SECONDS = 1
"""No read blocks longer, so that one that takes as long as the connection's own limit means that Redis is away."""


class RedisDesk:
    """Questions wait in a list for each topic; every answer gets a list of its own that expires."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(url)

    async def ask(self, topic: str, question: bytes, seconds: float) -> bytes:
        """The answer. Raises StoreUnavailable when nobody answers in time, or Redis does not."""
        ticket = token_hex(8)
        try:
            await self._redis.rpush(_questions(topic), ticket.encode() + b" " + question)
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                reply = await self._redis.blpop([_answers(ticket)], timeout=BLOCK_SECONDS)
                if reply is not None:
                    return _raw(reply[1])
        except RedisError as error:
            raise StoreUnavailable("Redis", str(error)) from error
        raise StoreUnavailable(f"the process that keeps {topic}", f"no answer within {seconds:g} s")

    async def serve(self, topic: str, answer: Callable[[bytes], Awaitable[bytes]]) -> None:
        """Answer one question after another until cancelled. Raises StoreUnavailable when Redis goes away."""
        try:
            while True:
                asked = await self._redis.blpop([_questions(topic)], timeout=BLOCK_SECONDS)
                if asked is None:
                    continue
                ticket, _, question = _raw(asked[1]).partition(b" ")
                reply = await answer(question)
                key = _answers(ticket.decode())
                async with self._redis.pipeline() as pipe:
                    pipe.rpush(key, reply)
                    pipe.expire(key, ANSWER_KEPT_SECONDS)
                    await pipe.execute()
        except RedisError as error:
            raise StoreUnavailable("Redis", str(error)) from error

    async def close(self) -> None:
        """Give back the connections."""
        await self._redis.aclose()


def _questions(topic: str) -> str:
    return f"fabula:questions:{topic}"


def _answers(ticket: str) -> str:
    return f"fabula:answers:{ticket}"


def _raw(value: bytes | str) -> bytes:
    return value if isinstance(value, bytes) else value.encode()
