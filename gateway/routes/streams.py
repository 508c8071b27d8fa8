"""What happens, live: SSE and WebSocket."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request

from actors.errors import InvalidRequest
from gateway import problems
from gateway.dependencies import PortsOf
from gateway.security.guards import entering, recheck
from gateway.security.principal import Access, Level
from gateway.streams.hub import Hub
from gateway.streams.sse import EventStream
from gateway.streams.wanted import Wanted
from gateway.streams.watch import Watch

router = APIRouter(prefix="/ecosystems/{ecosystem}", tags=["streams"])

MOST_NAMES = 50

Names = Annotated[list[str], Query(max_length=MOST_NAMES)]


def wanted(
    kind: Annotated[list[str] | None, Query(max_length=MOST_NAMES, description="Only events of these kinds.")] = None,
    character: Annotated[list[str] | None, Query(max_length=MOST_NAMES, description="Only what is about one of these.")] = None,
    from_tick: Annotated[int | None, Query(ge=0, description="Only from this tick on.")] = None,
    until_tick: Annotated[int | None, Query(ge=0, description="Only up to this tick.")] = None,
) -> Wanted:
    """The filter that the query says."""
    return Wanted(frozenset(kind or ()), frozenset(character or ()), from_tick, until_tick)


def hub(request: Request) -> Hub:
    """The hub of this process."""
    found: Hub = request.app.state.hub
    return found


@router.get(
    "/events/stream", response_class=EventStream,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}, **problems.responses(401, 403, 404)},
)  # fmt: skip
async def stream_events(
    access: Annotated[Access, Depends(entering(Level.PUBLIC))],
    ports: PortsOf,
    hub: Annotated[Hub, Depends(hub)],
    wanted: Annotated[Wanted, Depends(wanted)],
    after: Annotated[
        int | None, Query(ge=0, description="Begin after this event. Left out: with what happens from now on.")
    ] = None,
    last_event_id: Annotated[
        str | None, Header(max_length=20, description="What a browser sends when it comes back; goes before `after`.")
    ] = None,
) -> EventStream:
    """What happens, as Server-Sent Events: every event once and in order, also when you come back after the last id you saw.

    Who is too far behind gets one `snapshot` first. `lagging`, `restarting` and `ended` say why the stream ends.
    """
    begin = after if last_event_id is None else _number(last_event_id)

    async def check() -> None:
        await recheck(ports, access, Level.PUBLIC)

    return EventStream(access.ecosystem, hub.reading(access.ecosystem, wanted, begin), Watch(check))


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise InvalidRequest("header/last-event-id", "this is not the number of an event")
    return int(text)
