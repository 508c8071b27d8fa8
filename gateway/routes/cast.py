"""The people of an ecosystem: who they are, how they are, and what they remember and know."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from actors.errors import CharacterUnknown, InvalidRequest
from actors.persona import secret_of
from actors.recovery import founded, places_of
from gateway import problems
from gateway.dependencies import PagesOf, PortsOf
from gateway.etags import IfNoneMatch, tagged
from gateway.paging import Cursor, Limit, Page, page_of, position
from gateway.parameters import CharacterId, Id, Words
from gateway.people import memory_of, recalled, sheet_of, story_of, tiding_of
from gateway.ports import Ports
from gateway.schemas.people import CharacterSheet, Knowledge, KnownSecret, MemoryGiven, OwnSecret, PersonCard
from gateway.security.guards import entering
from gateway.security.principal import Access, Level
from runtime.presence import present
from runtime.recalling import near as nearest
from storage.pages.events import NO_END

router = APIRouter(prefix="/ecosystems/{ecosystem}/characters", tags=["characters"], responses=problems.responses(401, 403, 404))

Watching = Annotated[Access, Depends(entering(Level.VIEWER))]
Few = Annotated[int, Query(ge=0, le=20, description="How many relationships each way, with as many points of their history.")]

LIST, MEMORIES = "characters", "memories"


@router.get("")
async def list_cast(
    access: Watching, pages: PagesOf, request: Request, response: Response,
    place: Annotated[Id | None, Query(description="Who are at this place.")] = None,
    name: Annotated[Words | None, Query(description="One of whose names begins so; neither case nor accents matter.")] = None,
    limit: Limit = 50, cursor: Cursor = None,
) -> Page[PersonCard]:  # fmt: skip
    """Everybody, by id."""
    (after,) = position(cursor, LIST, (str,)) or ("",)
    found = await pages.people.page(access.ecosystem, after, limit + 1, place, name)
    return page_of(request, response, LIST, found, limit, lambda row: [row.id], PersonCard.model_validate)


@router.get("/{character}")
async def get_character_sheet(
    access: Watching, character: CharacterId, ports: PortsOf, response: Response, most: Few = 6, known: IfNoneMatch = None
) -> CharacterSheet:  # fmt: skip
    """Who somebody is, how he or she is now, what he or she wants and feels for others and they for him or her, and last saw."""
    ecosystem, pages = access.ecosystem, ports.pages
    tagged(response, (await ports.store.head(ecosystem)).seq, known)
    head, people = await present(ports.store, pages, ecosystem, [character])
    own, others = await pages.relationships.strongest(ecosystem, character, most)
    points = await pages.relationships.points(ecosystem, [(row.owner, row.target) for row in (*own, *others)], most)
    stories = [[story_of(row, points[row.owner, row.target]) for row in rows] for rows in (own, others)]
    places = places_of((await founded(ports.store, ecosystem))["places"])
    memories = await pages.memories.page(ecosystem, character, 10)
    return sheet_of(head, *people[character], places, (stories[0], stories[1]), memories)


@router.get("/{character}/memories")
async def list_memories(
    access: Watching, character: CharacterId, ports: PortsOf, request: Request, response: Response,
    q: Annotated[Words | None, Query(description="With all of these words, or words that begin so.")] = None,
    near: Annotated[Words | None, Query(description="The nearest to this by meaning, the nearest first; one page.")] = None,
    limit: Limit = 50, cursor: Cursor = None,
) -> Page[MemoryGiven]:  # fmt: skip
    """What somebody remembers, the last first. 503 with `near` while nobody keeps the memory index."""
    await _checked(ports, access.ecosystem, character)
    if near is not None:
        if q is not None or cursor is not None:
            raise InvalidRequest("query/near", "goes neither with q nor with cursor")
        found = await nearest(ports.host, ports.bell, access.ecosystem, character, near, limit)
        rows = await ports.pages.memories.named(access.ecosystem, character, [one.memory for one in found])
        return Page(items=recalled(found, rows))
    (before,) = position(cursor, MEMORIES, (int,)) or (NO_END,)
    memories = await ports.pages.memories.page(access.ecosystem, character, limit + 1, before, q or "")
    return page_of(request, response, MEMORIES, memories, limit, lambda row: [row.seq], memory_of)


@router.get("/{character}/knowledge")
async def get_knowledge(
    access: Watching, character: CharacterId, ports: PortsOf, response: Response, limit: Limit = 50, known: IfNoneMatch = None
) -> Knowledge:
    """What somebody knows that not everybody does, and from whom: secrets, and the last tidings."""
    ecosystem = access.ecosystem
    tagged(response, (await ports.store.head(ecosystem)).seq, known)
    persona, state = (await present(ports.store, ports.pages, ecosystem, [character])).people[character]
    owners = [fact.removeprefix("secret:") for fact in state.secrets]
    guarded = await ports.store.personas(ecosystem, owners)
    own, fact = persona.secret, secret_of(character)
    return Knowledge(
        secret=OwnSecret(confession=own.confession, guard=own.guard, told=state.told.get(fact, [])) if own else None,
        secrets=[
            KnownSecret(
                owner=owner, rumour=guarded[owner]["secret"]["rumour"], source=state.secrets[secret_of(owner)],
                told=state.told.get(secret_of(owner), []),
            )
            for owner in sorted(owners) if guarded.get(owner, {}).get("secret")
        ],
        tidings=[tiding_of(row) for row in await ports.pages.memories.tidings(ecosystem, character, limit)],
    )  # fmt: skip


async def _checked(ports: Ports, ecosystem: str, character: str) -> None:
    """Raises CharacterUnknown."""
    if await ports.pages.people.place_of(ecosystem, character) is None:
        raise CharacterUnknown(ecosystem, character)
