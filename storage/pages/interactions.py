"""Interactions, the newest first."""

from typing import NamedTuple

from actors.records import InteractionRow
from storage.pages.events import Stretch
from storage.postgres.connections import Part
from storage.postgres.records import interaction_of
from storage.queries import load

_PAGE, _PAGE_OF = load("pages_interactions", "page", "page_of")


class Sort(NamedTuple):
    """Which interactions; None is any."""

    place: str | None = None
    move: str | None = None
    outcome: str | None = None


class InteractionPages(Part):
    """Reading interactions."""

    async def page(
        self, ecosystem: str, stretch: Stretch, limit: int, sort: Sort, character: str | None = None
    ) -> list[InteractionRow]:
        """The last of a stretch: of this sort, and with this character in a part or watching, if given."""
        given = (ecosystem, stretch.above, stretch.below, *sort, limit)
        async with self._connections.using(ecosystem) as connection:
            if character is None:
                rows = await connection.fetch(_PAGE, *given)
            else:
                rows = await connection.fetch(_PAGE_OF, *given, character)
        return [interaction_of(row) for row in rows]
