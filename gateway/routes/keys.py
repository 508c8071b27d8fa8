"""API keys for programs, and tickets for what cannot send a header."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from actors.errors import InvalidRequest
from gateway import problems
from gateway.dependencies import PortsOf
from gateway.errors import Forbidden
from gateway.schemas.accounts import KeyCard, KeyOrder, NewKeyCard, TicketCard, TicketOrder
from gateway.security.guards import in_person, require
from gateway.security.permissions import permissions_of
from gateway.security.principal import Principal
from gateway.security.recognizing import access_of
from gateway.security.signing_in import by
from storage.accounts import Shown
from storage.accounts.tickets import LIFE

router = APIRouter(prefix="/auth", tags=["auth"])

InPerson = Annotated[Principal, Depends(in_person)]
Viewing = Annotated[Principal, Depends(require("ecosystem:view"))]


@router.post("/api-keys", status_code=201, responses=problems.responses(401, 403))
async def create_api_key(sent: KeyOrder, asking: InPerson, ports: PortsOf, response: Response) -> NewKeyCard:
    """Make an API key, for `Authorization: Bearer`. Its text is in this answer, and nowhere else ever again."""
    if beyond := set(sent.scopes) - permissions_of(asking):
        raise InvalidRequest("/scopes", f"you may not {', '.join(sorted(beyond))} yourself")
    life = timedelta(days=sent.days) if sent.days else None
    made = await ports.accounts.add_key(UUID(asking.user), sent.name, set(sent.scopes), life, by(asking))
    response.headers["Cache-Control"] = "no-store"
    return NewKeyCard(**KeyCard.model_validate(made.key).model_dump(), key=made.text)


@router.get("/api-keys", responses=problems.responses(401, 403))
async def list_api_keys(asking: InPerson, ports: PortsOf) -> list[KeyCard]:
    """One's API keys, newest first."""
    return [KeyCard.model_validate(key) for key in await ports.accounts.keys(UUID(asking.user))]


@router.delete("/api-keys/{key}", status_code=204, responses=problems.responses(401, 403, 404))
async def delete_api_key(key: str, asking: InPerson, ports: PortsOf) -> Response:
    """The key is no good any more, and its streams end."""
    await ports.accounts.delete_key(UUID(asking.user), key, by(asking))
    return Response(status_code=204)


@router.post("/ticket", status_code=201, responses=problems.responses(401, 403, 404))
async def get_ticket(sent: TicketOrder, asking: Viewing, ports: PortsOf, response: Response) -> TicketCard:
    """A ticket for one connection to one ecosystem. It may stand in a URL: it is good once, and for half a minute."""
    if not asking.user:
        raise Forbidden("what is public needs no ticket")
    await access_of(ports, asking, sent.ecosystem)
    shown = Shown(UUID(asking.session) if asking.session else None, asking.key or None)
    ticket = await ports.accounts.issue_ticket(shown, sent.ecosystem, sent.purpose)
    response.headers["Cache-Control"] = "no-store"
    return TicketCard(ticket=ticket, expires_in=int(LIFE.total_seconds()))
