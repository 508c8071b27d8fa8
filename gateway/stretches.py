"""Which stretch of a chronicle somebody asks for: from a number or tick to another, and on from a page."""

from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple

from fastapi import Depends

from actors.errors import InvalidRequest
from gateway.parameters import MOST_TICKS, Number, Order, Tick
from storage.pages import Pages
from storage.pages.events import NO_END, Stretch


class Span(NamedTuple):
    """From the beginning of one tick to the end of another."""

    from_tick: int
    to_tick: int


async def span(from_tick: Tick = 0, to_tick: Tick = MOST_TICKS) -> Span:
    """What the query says of it. Raises InvalidRequest."""
    if to_tick < from_tick:
        raise InvalidRequest("query/to_tick", f"there are no ticks from {from_tick} to {to_tick}")
    return Span(from_tick, to_tick)


Ticks = Annotated[Span, Depends(span)]


async def stretch(
    pages: Pages, ecosystem: str, ticks: Span, reached: Sequence[Any] | None, order: Order = "desc", after: Number = 0
) -> Stretch:
    """The stretch after a number and within the ticks that is still to be read, when the pages have ``reached`` a number."""
    above, below = after, NO_END
    if ticks.from_tick > 0:
        above = max(above, await pages.events.end_of_tick(ecosystem, ticks.from_tick - 1))
    if ticks.to_tick < MOST_TICKS:
        below = await pages.events.end_of_tick(ecosystem, ticks.to_tick) + 1
    if reached:
        above, below = (max(above, reached[0]), below) if order == "asc" else (above, min(below, reached[0]))
    return Stretch(above, below, order == "desc")
