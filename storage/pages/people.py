"""The people of an ecosystem, by id."""

from collections.abc import Sequence
from typing import NamedTuple

from storage.postgres.connections import Part
from storage.queries import load
from storage.words import folded

_PAGE, _SHORTS, _PLACE_OF, _RESIDENTS = load("pages_people", "page", "shorts", "place_of", "residents")


class PersonRow(NamedTuple):
    """Somebody, as one is shown in a list."""

    id: str
    name: str
    short: str
    role: str
    portrait: str
    place: str


class PeoplePages(Part):
    """Reading people."""

    async def page(
        self, ecosystem: str, after: str, limit: int, place: str | None = None, name: str | None = None
    ) -> list[PersonRow]:
        """Those who come after this id: at this place, and one of whose names begins so, if given."""
        pattern = None if name is None else f"{_escaped(folded(name))}%"
        async with self._connections.using(ecosystem) as connection:
            rows = await connection.fetch(_PAGE, ecosystem, after, place, pattern, limit)
        return [PersonRow(*row) for row in rows]

    async def residents(self, ecosystem: str, after: str, limit: int) -> list[str]:
        """The ids that come after this one."""
        async with self._connections.using(ecosystem) as connection:
            return [row["id"] for row in await connection.fetch(_RESIDENTS, ecosystem, after, limit)]

    async def shorts(self, ecosystem: str, characters: Sequence[str]) -> dict[str, str]:
        """Id → what the narrator calls him or her, of those who are known."""
        async with self._connections.using(ecosystem) as connection:
            rows = await connection.fetch(_SHORTS, ecosystem, list(characters))
        return {row["id"]: row["short"] for row in rows}

    async def place_of(self, ecosystem: str, character: str) -> str | None:
        """Where somebody is; None when nobody has this id."""
        async with self._connections.using(ecosystem) as connection:
            found: str | None = await connection.fetchval(_PLACE_OF, ecosystem, character)
        return found


def _escaped(text: str) -> str:
    """The text so that LIKE takes it as it is."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
