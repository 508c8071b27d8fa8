"""What people feel for each other: now, as of any tick, and how it came to be so."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from actors.errors import InvalidRequest
from actors.records import RelationshipRow
from gateway import problems
from gateway.dependencies import PagesOf, PortsOf
from gateway.etags import IfNoneMatch, tagged
from gateway.paging import Cursor, Limit, Page, page_of, position
from gateway.parameters import Id, Tick
from gateway.people import point_of, relationship_of
from gateway.schemas.relationships import RelationshipNow, RelationshipPoint
from gateway.security.guards import entering
from gateway.security.principal import Access, Level
from runtime.looking_back import as_of
from storage.pages.events import NO_END

router = APIRouter(
    prefix="/ecosystems/{ecosystem}/relationships", tags=["relationships"], responses=problems.responses(401, 403, 404)
)  # fmt: skip

Watching = Annotated[Access, Depends(entering(Level.VIEWER))]

LIST, HISTORY = "relationships", "history"


@router.get("")
async def list_relationships(
    access: Watching, ports: PortsOf, request: Request, response: Response, owner: Id | None = None, target: Id | None = None,
    kind: Annotated[Id | None, Query(description="beloved, friend, acquaintance, rival, enemy or stranger.")] = None,
    at: Annotated[Tick | None, Query(description="As of the end of this tick; now when absent.")] = None,
    limit: Limit = 50, cursor: Cursor = None, known: IfNoneMatch = None,
) -> Page[RelationshipNow]:  # fmt: skip
    """By owner and target. With `at` a page may have fewer items than `limit` although there are more pages."""
    ecosystem, pages = access.ecosystem, ports.pages
    head = await ports.store.head(ecosystem)
    if at is not None and at > head.tick:
        raise InvalidRequest("query/at", f"there is no tick {at} yet; it is at tick {head.tick}")
    after = position(cursor, LIST, (str, str)) or ("", "")
    tagged(response, head.seq, known)
    chosen = kind if at is None else None
    found = await pages.relationships.page(ecosystem, (after[0], after[1]), limit + 1, owner, target, chosen)
    page = page_of(request, response, LIST, found, limit, _key, relationship_of)
    if at is None:
        return page
    earlier = await as_of(pages, ecosystem, at, found[:limit])
    items = [relationship_of(row) for row in earlier if kind is None or row.kind == kind]
    return Page(items=items, next_cursor=page.next_cursor)


@router.get("/history")
async def get_relationship_history(
    access: Watching, pages: PagesOf, request: Request, response: Response, owner: Id, target: Id,
    limit: Limit = 50, cursor: Cursor = None,
) -> Page[RelationshipPoint]:  # fmt: skip
    """How what the owner feels for the target came to be so: every event that moved it, the newest first."""
    (before,) = position(cursor, HISTORY, (int,)) or (NO_END,)
    points = await pages.relationships.points(access.ecosystem, [(owner, target)], limit + 1, before)
    return page_of(request, response, HISTORY, points[owner, target], limit, lambda point: [point.row.seq], point_of)


def _key(row: RelationshipRow) -> list[str]:
    return [row.owner, row.target]
