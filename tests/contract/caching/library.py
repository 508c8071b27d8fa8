"""What is cached in tests: calls that count how often they are made."""

import asyncio
from contextlib import asynccontextmanager
from itertools import count

from actors.errors import EcosystemUnknown
from storage.cache import Cache

LONG = 60.0
_numbers = count()


class Library:
    """Counts how often it is asked. Of an owner that no other test has."""

    def __init__(self) -> None:
        self.owner = f"owner-{next(_numbers)}"
        self.calls = 0
        self.asked = asyncio.Condition()
        self.gate = asyncio.Event()
        self.gate.set()

    async def read(self, owner: str, shelf: str, book: int = 1, *, loud: bool = False) -> list[object]:
        await self.count()
        await self.gate.wait()
        return [owner, shelf, book, loud]

    async def count(self) -> None:
        async with self.asked:
            self.calls += 1
            self.asked.notify_all()

    async def find(self, owner: str, shelf: str) -> str | None:
        self.calls += 1
        return None

    async def enter(self, owner: str, ecosystem: str) -> str:
        self.calls += 1
        raise EcosystemUnknown(ecosystem)


@asynccontextmanager
async def several(url: str, number: int, **how):
    """As many processes would have them."""
    made = [Cache(url, **how) for _ in range(number)]
    yield made
    for cache in made:
        await cache.close()


async def called(library: Library, times: int) -> None:
    """Until it is being asked for that time."""
    async with library.asked:
        await library.asked.wait_for(lambda: library.calls >= times)
