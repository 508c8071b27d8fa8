"""The encounters of an ecosystem, and why they came about."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from actors.errors import CharacterUnknown
from actors.genre import OUTCOMES
from actors.records import InteractionRow
from gateway import interactions, problems
from gateway.dependencies import PortsOf
from gateway.errors import NotFound
from gateway.etags import IfNoneMatch, tagged
from gateway.paging import Cursor, Limit, Page, page_of, position
from gateway.parameters import CharacterId, EventId, Id
from gateway.schemas.interactions import InteractionCard, InteractionWhole, WhyDone
from gateway.security.guards import entering
from gateway.security.principal import Access, Level
from gateway.stretches import Ticks, stretch
from storage.pages.interactions import Sort

router = APIRouter(prefix="/ecosystems/{ecosystem}", tags=["interactions"], responses=problems.responses(401, 403, 404))

Watching = Annotated[Access, Depends(entering(Level.VIEWER))]
Outcome = Annotated[str | None, Query(pattern=f"^({'|'.join(OUTCOMES)})$", description="How the other took it.")]

LIST = "interactions"


async def sort_of(place: Id | None = None, move: Id | None = None, outcome: Outcome = None) -> Sort:
    """Which encounters: at a place, of a move, with an outcome."""
    return Sort(place, move, outcome)


Sorted = Annotated[Sort, Depends(sort_of)]


@router.get("/interactions")
async def list_interactions(
    access: Watching, ports: PortsOf, request: Request, response: Response, ticks: Ticks, sort: Sorted,
    character: Annotated[Id | None, Query(description="In which this character has a part, or which he or she sees.")] = None,
    limit: Limit = 50, cursor: Cursor = None,
) -> Page[InteractionCard]:  # fmt: skip
    """Encounters, the newest first."""
    reached = position(cursor, LIST, (int,))
    asked = await stretch(ports.pages, access.ecosystem, ticks, reached)
    found = await ports.pages.interactions.page(access.ecosystem, asked, limit + 1, sort, character)
    return page_of(request, response, LIST, found, limit, _key, InteractionCard.model_validate)


@router.get("/interactions/{interaction}")
async def get_interaction(
    access: Watching, interaction: EventId, ports: PortsOf, response: Response, known: IfNoneMatch = None
) -> InteractionWhole:
    """One encounter: what was said, and what it did to whom."""
    event = await interactions.one(ports, access.ecosystem, interaction)
    tagged(response, event.seq, known)
    return await interactions.whole(ports, await ports.store.head(access.ecosystem), event)


@router.get("/characters/{character}/interactions")
async def list_interactions_of(
    access: Watching, character: CharacterId, ports: PortsOf, request: Request, response: Response, ticks: Ticks, sort: Sorted,
    limit: Limit = 50, cursor: Cursor = None,
) -> Page[InteractionCard]:  # fmt: skip
    """The encounters in which somebody has a part, or which he or she sees, the newest first."""
    if await ports.pages.people.place_of(access.ecosystem, character) is None:
        raise CharacterUnknown(access.ecosystem, character)
    return await list_interactions(access, ports, request, response, ticks, sort, character, limit, cursor)


@router.get("/characters/{character}/why/{interaction}")
async def explain_interaction(
    access: Watching, character: CharacterId, interaction: EventId, ports: PortsOf, response: Response, known: IfNoneMatch = None
) -> WhyDone:
    """Why an encounter of this character's came about, and went as it did: the rules that spoke, and what else could be."""
    event = await interactions.one(ports, access.ecosystem, interaction)
    if character not in (event.body["initiator"], event.body["responder"], *event.body["witnesses"]):
        raise NotFound("interaction", interaction)
    tagged(response, event.seq, known)
    return await interactions.why(ports, await ports.store.head(access.ecosystem), event)


def _key(row: InteractionRow) -> list[int]:
    return [row.seq]
