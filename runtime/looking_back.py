"""What relationships were at the end of an earlier tick, without reading the whole chronicle."""

import asyncio
from collections.abc import Sequence

from actors.events import JOINED
from actors.graph import Graph
from actors.ports import Head, Store
from actors.records import RelationshipRow
from storage.graph.networkx_graph import NetworkXGraph
from storage.pages import Pages
from storage.pages.events import Stretch

FEW = 1_000
"""A chronicle of so few events is folded as fast as anything."""

WORTH = 3
"""To look one relationship up takes about as long as to fold so many events."""

AT_ONCE = 500
"""So many relationships are looked up in one question, or newcomers read."""


async def as_of(pages: Pages, ecosystem: str, tick: int, now: Sequence[RelationshipRow]) -> list[RelationshipRow]:
    """These relationships as of the end of the tick; one that did not exist then is left out."""
    end = await pages.events.end_of_tick(ecosystem, tick)
    moved = [(row.owner, row.target) for row in now if row.seq > end]
    points = await pages.relationships.points(ecosystem, moved, 1, end + 1) if moved else {}
    earlier = (row if row.seq <= end else next((p.row for p in points[row.owner, row.target]), None) for row in now)
    return [row for row in earlier if row is not None]


async def graph_then(store: Store, pages: Pages, head: Head, tick: int) -> Graph | None:
    """The graph at the end of this tick, from that of now: what has moved since is looked up.

    None when so much has that it is faster to fold the chronicle from its beginning up to the tick.
    """
    ecosystem = head.founding.ecosystem
    end = await pages.events.end_of_tick(ecosystem, tick)
    if end <= FEW:
        return None
    now = await store.relationships(ecosystem)
    if sum(row.seq > end for row in now) * WORTH > end:
        return None
    parts = [now[start : start + AT_ONCE] for start in range(0, len(now), AT_ONCE)]
    then = [row for part in parts for row in await as_of(pages, ecosystem, tick, part)]
    later = await _joined_after(pages, ecosystem, end)
    people = [name for name in await store.whereabouts(ecosystem) if name not in later]
    return await asyncio.to_thread(NetworkXGraph, ecosystem, people, then)


async def _joined_after(pages: Pages, ecosystem: str, seq: int) -> set[str]:
    """Who has come since this event."""
    later: set[str] = set()
    while events := await pages.events.page(ecosystem, Stretch(seq), AT_ONCE, [JOINED]):
        later |= {event.body["character"] for event in events}
        seq = events[-1].seq
    return later
