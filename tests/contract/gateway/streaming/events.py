"""Reading an event stream as a browser does."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx


@dataclass
class Message:
    """One message, or a block of lines that a browser makes no message of (``data`` is None)."""

    id: int | None = None
    event: str = "message"
    data: Any = None
    retry: int | None = None
    comments: list[str] = field(default_factory=list)


async def messages(answer: httpx.Response) -> AsyncIterator[Message]:
    """Block by block."""
    found = Message()
    async for line in answer.aiter_lines():
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            yield found
            found = Message()
        elif not name:
            found.comments.append(value)
        elif name == "data":
            found.data = json.loads(value)
        elif name in ("id", "retry"):
            setattr(found, name, int(value))
        else:
            found.event = value


async def told(stream: AsyncIterator[Message], number: int) -> list[Message]:
    """So many events of the chronicle; everything else is passed over."""
    seen: list[Message] = []
    while len(seen) < number:
        message = await anext(stream)
        if message.event == "message" and message.data is not None:
            seen.append(message)
    return seen
