"""How an ecosystem is: its people now, its places, and why nothing happens when nothing does."""

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response

from actors.recovery import founded, places_of
from gateway import problems
from gateway.dependencies import PortsOf
from gateway.ecosystems import reader_of
from gateway.etags import IfNoneMatch, tagged
from gateway.paging import Cursor, Limit, Page, page_of, position
from gateway.people import now_of
from gateway.schemas.ecosystems import EcosystemState, Health, ProjectionLag
from gateway.schemas.people import PlaceGiven
from gateway.security.guards import entering
from gateway.security.principal import Access, Level
from runtime.lagging import lags
from runtime.presence import present
from runtime.standing import standing

router = APIRouter(prefix="/ecosystems/{ecosystem}", tags=["ecosystems"], responses=problems.responses(401, 403, 404))

Watching = Annotated[Access, Depends(entering(Level.VIEWER))]

STATE, PLACES = "state", "places"
PLAYERS: dict[bool | None, Literal["up", "down", "unknown"]] = {True: "up", False: "down", None: "unknown"}


@router.get("/state")
async def get_ecosystem_state(
    access: Watching, ports: PortsOf, request: Request, response: Response, known: IfNoneMatch = None, limit: Limit = 50,
    cursor: Cursor = None,
) -> EcosystemState:  # fmt: skip
    """How its people are at the end of the last tick: where, in what mood, and what they lack; by id."""
    ecosystem, pages = access.ecosystem, ports.pages
    (after,) = position(cursor, STATE, (str,)) or ("",)
    tagged(response, (await ports.store.head(ecosystem)).seq, known)
    names = await pages.people.residents(ecosystem, after, limit + 1)
    head, people = await present(ports.store, pages, ecosystem, names[:limit])
    page = page_of(request, response, STATE, names, limit, lambda name: [name], lambda name: now_of(*people[name], head.tick))
    return EcosystemState(
        ecosystem=ecosystem, tick=head.tick, seq=head.seq, items=page.items, next_cursor=page.next_cursor
    )  # fmt: skip


@router.get("/places")
async def list_places(
    access: Watching, ports: PortsOf, request: Request, response: Response, known: IfNoneMatch = None, limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[PlaceGiven]:  # fmt: skip
    """The places of the ecosystem, by id. They never change."""
    (after,) = position(cursor, PLACES, (str,)) or ("",)
    tagged(response, "founded", known)
    places = places_of((await founded(ports.store, access.ecosystem))["places"])
    found = [places[name] for name in sorted(places) if name > after]
    return page_of(request, response, PLACES, found, limit, lambda place: [place.id], PlaceGiven.model_validate)


@router.get("/health")
async def get_ecosystem_health(access: Watching, ports: PortsOf) -> Health:
    """Whether something happens, and if not, why; and how far what is derived from its story lags behind."""
    ecosystem, played = access.ecosystem, await ports.bell.attended()
    row = await ports.pages.ecosystems.one(reader_of(access.principal), ecosystem)
    stands = await standing(ports.store, ecosystem, await ports.board.notice(ecosystem), played is not False)
    behind = await lags(ports.host, ports.board, row.head)
    return Health.model_validate(
        {
            **asdict(stands), "happening": stands.state == "playing", "players": PLAYERS[played],
            "idle": row.last["idle"] if row.last else {},
            "projections": [ProjectionLag.model_validate(one) for one in behind],
        }
    )  # fmt: skip
