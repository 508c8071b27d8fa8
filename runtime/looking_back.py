"""What some relationships were at the end of an earlier tick, without reading the whole chronicle."""

from collections.abc import Sequence

from actors.records import RelationshipRow
from storage.pages import Pages


async def as_of(pages: Pages, ecosystem: str, tick: int, now: Sequence[RelationshipRow]) -> list[RelationshipRow]:
    """These relationships as of the end of the tick; one that did not exist then is left out."""
    end = await pages.events.end_of_tick(ecosystem, tick)
    moved = [(row.owner, row.target) for row in now if row.seq > end]
    points = await pages.relationships.points(ecosystem, moved, 1, end + 1) if moved else {}
    earlier = (row if row.seq <= end else next((p.row for p in points[row.owner, row.target]), None) for row in now)
    return [row for row in earlier if row is not None]
