"""What happens, live: SSE and WebSocket."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, WebSocket
from starlette.requests import HTTPConnection

from actors.errors import InvalidRequest
from gateway import problems
from gateway.dependencies import PortsOf
from gateway.errors import Forbidden, TooManyRequests
from gateway.rate_limits import check_opening
from gateway.schemas.streams import MOST_NAMES, SUBPROTOCOL
from gateway.security.guards import EcosystemId
from gateway.security.principal import Access, Level
from gateway.streams.conversation import Conversation
from gateway.streams.entrance import Entrance, watching
from gateway.streams.hub import Hub
from gateway.streams.origin import check_origin
from gateway.streams.sse import EventStream
from gateway.streams.wanted import Wanted
from gateway.streams.watch import Watch

router = APIRouter(prefix="/ecosystems/{ecosystem}", tags=["streams"])

EXAMPLE = """id: 415
data: {"type":"event","ecosystem":"montagues-5f1c09aa4e21","seq":415,"tick":12,"kind":"character_moved",…}

"""


def wanted(
    kind: Annotated[list[str] | None, Query(max_length=MOST_NAMES, description="Only events of these kinds.")] = None,
    character: Annotated[list[str] | None, Query(max_length=MOST_NAMES, description="Only what is about one of these.")] = None,
    from_tick: Annotated[int | None, Query(ge=0, description="Only from this tick on.")] = None,
    until_tick: Annotated[int | None, Query(ge=0, description="Only up to this tick.")] = None,
) -> Wanted:
    """The filter that the query says."""
    return Wanted(frozenset(kind or ()), frozenset(character or ()), from_tick, until_tick)


def hub(connection: HTTPConnection) -> Hub:
    """The hub of this process."""
    found: Hub = connection.app.state.hub
    return found


@router.get(
    "/events/stream", status_code=200, response_class=EventStream,
    responses={
        200: {"content": {"text/event-stream": {"schema": {"type": "string"}, "example": EXAMPLE}}},
        **problems.responses(401, 403, 404),
    },
)  # fmt: skip
async def stream_events(
    access: Annotated[Access, Depends(watching)],
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
    entrance = Entrance(ports, access.ecosystem)
    watch = Watch(lambda: entrance.again(access, Level.PUBLIC))
    return EventStream(access.ecosystem, hub.reading(access.ecosystem, wanted, begin), watch)


@router.websocket("/ws")
async def converse(socket: WebSocket, ecosystem: EcosystemId, ports: PortsOf, hub: Annotated[Hub, Depends(hub)]) -> None:
    """What happens, over a WebSocket, and commands. The AsyncAPI document tells what is said."""
    try:
        check_origin(socket, ports.settings.allowed_origins)
        await check_opening(socket)
    except (Forbidden, TooManyRequests) as error:
        await socket.send_denial_response(await problems.refused(socket, error))
        return
    offered = socket.scope["subprotocols"]
    await socket.accept(SUBPROTOCOL if SUBPROTOCOL in offered else None)
    await Conversation(socket, Entrance(ports, ecosystem), hub, socket.app.state.draining).hold()


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise InvalidRequest("header/last-event-id", "this is not the number of an event")
    return int(text)
