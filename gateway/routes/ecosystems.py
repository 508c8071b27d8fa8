"""Ecosystems: which there are, making one, changing what it is called, and removing it."""

import logging
from typing import Annotated, Literal

from fastapi import APIRouter, BackgroundTasks, Depends, Query, Request, Response

from gateway import problems
from gateway.dependencies import PagesOf, PortsOf, StoreOf
from gateway.ecosystems import Founder, card, changeable, reader_of, told, version
from gateway.etags import IfMatch, IfNoneMatch, expect_part, tagged
from gateway.idempotency import IdempotencyKey
from gateway.paging import Cursor, Limit, Page, page_of, position
from gateway.parameters import Id
from gateway.ports import Ports
from gateway.schemas.ecosystems import Ecosystem, EcosystemCard, EcosystemChange, NewEcosystem, Status
from gateway.security.guards import entering, require
from gateway.security.principal import Access, Level, Principal
from gateway.security.signing_in import by
from runtime.removing import followed, remove
from storage.pages.ecosystems import LATEST, Choice

LOG = logging.getLogger(__name__)

router = APIRouter(prefix="/ecosystems", tags=["ecosystems"])

Whose = Literal["mine", "shared", "public"]
Watching = Annotated[Access, Depends(entering(Level.VIEWER))]
Owning = Annotated[Access, Depends(entering(Level.OWNER))]

LIST = "ecosystems"


@router.get("", responses=problems.responses(401, 403))
async def list_ecosystems(
    asking: Annotated[Principal, Depends(require("ecosystem:view"))], pages: PagesOf, request: Request, response: Response,
    whose: Annotated[Whose | None, Query(description="One's own, those that others share with one, or the public ones.")] = None,
    scenario: Id | None = None, status: Status | None = None, limit: Limit = 50, cursor: Cursor = None,
) -> Page[EcosystemCard]:  # fmt: skip
    """Those that the asker may see, the newest first."""
    before = position(cursor, LIST, (int, str)) or LATEST
    found = await pages.ecosystems.newest(
        reader_of(asking), (before[0], before[1]), limit + 1, Choice(whose, scenario, status)
    )  # fmt: skip
    return page_of(request, response, LIST, found, limit, lambda row: row.key, card)


@router.post("", status_code=201, responses=problems.responses(401, 403, 404, 409))
async def create_ecosystem(
    wished: NewEcosystem, asking: Annotated[Principal, Depends(require("ecosystem:create"))], ports: PortsOf,
    response: Response, idempotency_key: IdempotencyKey = None,
) -> Ecosystem:  # fmt: skip
    """Found one, at tick 0; nothing happens in it until something is ordered.

    With an Idempotency-Key the id is made of it, so that asking again founds nothing twice, whatever was lost in between.
    """
    row, due = await Founder(ports, asking).found(wished, idempotency_key)
    response.headers["Location"] = f"/api/v1/ecosystems/{row.founding.ecosystem}"
    tagged(response, version(row, due))
    return told(row, due)


@router.get("/{ecosystem}", responses=problems.responses(401, 403, 404))
async def get_ecosystem(
    access: Watching, pages: PagesOf, store: StoreOf, response: Response, known: IfNoneMatch = None
) -> Ecosystem:
    """Where one stands: its story's number and hash, whether it plays and at what tempo, and what is due."""
    row = await pages.ecosystems.one(reader_of(access.principal), access.ecosystem)
    due = await store.due(access.ecosystem)
    tagged(response, version(row, due), known)
    return told(row, due)


@router.patch("/{ecosystem}", responses=problems.responses(401, 403, 404, 412, 428))
async def change_ecosystem(
    change: EcosystemChange, access: Owning, ports: PortsOf, response: Response, given: IfMatch = None
) -> Ecosystem:
    """Give it another title, or open or close it to everybody. Only another change of these refuses the ETag, not a tick."""
    before = await ports.pages.ecosystems.one(reader_of(access.principal), access.ecosystem)
    due = await ports.store.due(access.ecosystem)
    expect_part(given, changeable(before), version(before, due))
    if change.title is not None:
        await ports.pages.ecosystems.rename(access.ecosystem, change.title)
        await ports.accounts.note(by(access.principal), "ecosystem.title", access.ecosystem, after=change.title)
    if change.public is not None and change.public != before.public:
        await ports.accounts.set_public(access.ecosystem, change.public, by(access.principal))
    row = await ports.pages.ecosystems.one(reader_of(access.principal), access.ecosystem)
    tagged(response, version(row, due))
    return told(row, due)


@router.delete("/{ecosystem}", status_code=204, responses=problems.responses(401, 403, 404, 412, 428))
async def delete_ecosystem(access: Owning, ports: PortsOf, behind: BackgroundTasks, given: IfMatch = None) -> None:
    """Remove one, with all that is derived from it; what is away just now follows later."""
    row = await ports.pages.ecosystems.one(reader_of(access.principal), access.ecosystem)
    expect_part(given, changeable(row), version(row, await ports.store.due(access.ecosystem)))
    await remove(ports.host, access.ecosystem)
    await ports.accounts.note(by(access.principal), "ecosystem.delete", access.ecosystem, title=row.founding.title)
    behind.add_task(_follow, ports, access.ecosystem)


async def _follow(ports: Ports, ecosystem: str) -> None:
    async for kept in followed(ports.host, ecosystem):
        LOG.warning(kept)
