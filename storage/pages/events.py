"""Events: all of them, those of some kinds, and those that concern somebody; either way along the chronicle."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from actors.events import INTERACTED, MOVED, Event
from storage.postgres.chronicle import event_of
from storage.postgres.connections import Part
from storage.queries import load

_UP, _DOWN, _RARE_UP, _RARE_DOWN, _OF_UP, _OF_DOWN, _CHANGING, _ONE, _NAMED, _END_OF_TICK = load(
    "pages_events",
    "up", "down", "rare_up", "rare_down", "of_up", "of_down", "changing", "one", "named", "end_of_tick",
)  # fmt: skip

FREQUENT = (INTERACTED, MOVED)
"""The kinds of which there are so many that one finds them by looking."""

NO_END = 2**63 - 1


class Stretch(NamedTuple):
    """The events numbered after ``above`` and before ``below``, and which way they are read."""

    above: int = 0
    below: int = NO_END
    down: bool = False


class EventPages(Part):
    """Reading events."""

    async def page(
        self, ecosystem: str, stretch: Stretch, limit: int, kinds: Sequence[str] | None = None, character: str | None = None
    ) -> list[Event]:
        """The first of a stretch, read its way: of these kinds, and concerning this character, if given."""
        chosen = None if kinds is None else list(kinds)
        given = (ecosystem, stretch.above, stretch.below, limit, chosen)
        if character is not None:
            return await self._fetch(_OF_DOWN if stretch.down else _OF_UP, *given, character)
        if chosen is not None and not set(chosen) & set(FREQUENT):
            return await self._fetch(_RARE_DOWN if stretch.down else _RARE_UP, *given)
        return await self._fetch(_DOWN if stretch.down else _UP, *given)

    async def changing(self, ecosystem: str, since: Mapping[str, int], upto: int) -> list[Event]:
        """All that has changed these characters after the number given for each, up to and with ``upto``, and more."""
        return await self._fetch(_CHANGING, ecosystem, list(since), list(since.values()), upto)

    async def one(self, ecosystem: str, seq: int) -> Event | None:
        """The event with this number."""
        return next(iter(await self._fetch(_ONE, ecosystem, seq)), None)

    async def named(self, ecosystem: str, event: str) -> Event | None:
        """The event with this id."""
        return next(iter(await self._fetch(_NAMED, ecosystem, event)), None)

    async def end_of_tick(self, ecosystem: str, tick: int) -> int:
        """The number of the last event of this tick, or of the one before if there is none; 0 before the first."""
        async with self._connections.using(ecosystem) as connection:
            return await connection.fetchval(_END_OF_TICK, ecosystem, tick) or 0

    async def _fetch(self, query: str, ecosystem: str, *arguments: object) -> list[Event]:
        async with self._connections.using(ecosystem) as connection:
            rows = await connection.fetch(query, ecosystem, *arguments)
        return [event_of(ecosystem, row) for row in rows]
