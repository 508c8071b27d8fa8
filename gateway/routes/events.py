"""The events of an ecosystem, as they are stored, and told as a play where somebody wants that."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from actors.events import Event
from gateway import problems
from gateway.dependencies import PagesOf, PortsOf
from gateway.errors import NotFound
from gateway.paging import Cursor, Limit, Page, page_of, position
from gateway.parameters import MOST_TICKS, Id, Kind, Number, Order
from gateway.ports import Ports
from gateway.schemas.events import EventGiven, ToldLine
from gateway.security.guards import entering
from gateway.security.principal import Access, Level
from gateway.stretches import Ticks, stretch
from runtime.retelling import retold

router = APIRouter(prefix="/ecosystems/{ecosystem}/events", tags=["events"], responses=problems.responses(401, 403, 404))

Watching = Annotated[Access, Depends(entering(Level.VIEWER))]
Told = Annotated[bool, Query(description="Also tell each event as lines of the play.")]

LIST = "events"


@router.get("")
async def list_events(
    access: Watching, ports: PortsOf, pages: PagesOf, request: Request, response: Response, ticks: Ticks,
    kind: Annotated[list[Kind] | None, Query(description="Of this kind; may be given several times.", max_length=20)] = None,
    character: Annotated[Id | None, Query(description="That concern this character.")] = None,
    after: Annotated[Number, Query(description="With a higher number than this one.")] = 0,
    order: Order = "asc", told: Told = False, limit: Limit = 50, cursor: Cursor = None,
) -> Page[EventGiven]:  # fmt: skip
    """Events from the beginning on, or from the end back. Numbers have no gaps: with `after` nothing is missed or told twice."""
    reached = position(cursor, LIST, (int,))
    asked = await stretch(pages, access.ecosystem, ticks, reached, order, after)
    found = await pages.events.page(access.ecosystem, asked, limit + 1, kind, character)
    lines = await _lines(ports, access.ecosystem, found[:limit]) if told else {}
    return page_of(
        request, response, LIST, found, limit, lambda event: [event.seq], lambda event: given(event, lines.get(event.seq))
    )  # fmt: skip


@router.get("/{number:int}")
async def get_event(
    access: Watching, ports: PortsOf, number: Annotated[int, Path(ge=1, le=MOST_TICKS, description="The event's number.")],
    told: Told = False,
) -> EventGiven:  # fmt: skip
    """The event with this number."""
    event = await ports.pages.events.one(access.ecosystem, number)
    if event is None:
        raise NotFound("event", number)
    lines = await _lines(ports, access.ecosystem, [event]) if told else {}
    return given(event, lines.get(event.seq))


def given(event: Event, lines: list[ToldLine] | None = None) -> EventGiven:
    """The event as the API gives it."""
    return EventGiven(
        ecosystem=event.ecosystem, seq=event.seq, tick=event.tick, kind=event.kind, scene=event.scene, index=event.index,
        id=event.id, body=event.body, told=lines,
    )  # fmt: skip


async def _lines(ports: Ports, ecosystem: str, events: Sequence[Event]) -> dict[int, list[ToldLine]]:
    told = await retold(ports.store, ports.pages, ecosystem, events)
    return {event.seq: [ToldLine.model_validate(line) for line in lines] for event, lines in zip(events, told, strict=True)}
