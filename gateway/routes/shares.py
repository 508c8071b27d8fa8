"""Who else may look at an ecosystem, or steer it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from actors.errors import AccountUnknown, InvalidRequest
from gateway import problems
from gateway.dependencies import PortsOf
from gateway.ports import Ports
from gateway.schemas.accounts import ShareCard, ShareOrder, Visibility
from gateway.security.guards import entering
from gateway.security.principal import Access, Level
from gateway.security.signing_in import by
from storage.accounts import User

router = APIRouter(prefix="/ecosystems/{ecosystem}", tags=["ecosystems"], responses=problems.responses(401, 403, 404))

Owning = Annotated[Access, Depends(entering(Level.OWNER))]
Somebody = Annotated[str, Path(max_length=200, description="A user's name.")]


@router.get("/shares")
async def list_shares(access: Owning, ports: PortsOf) -> list[ShareCard]:
    """With whom the ecosystem is shared, by name."""
    return [ShareCard.model_validate(share) for share in await ports.accounts.shares(access.ecosystem)]


@router.put("/shares/{name}")
async def share_ecosystem(name: Somebody, sent: ShareOrder, access: Owning, ports: PortsOf) -> ShareCard:
    """Let somebody look at the ecosystem, or steer it; instead of what was shared before."""
    user = await _user(ports, name)
    if user.id == access.owner:
        raise InvalidRequest("path/name", "the ecosystem belongs to this user")
    await ports.accounts.share(access.ecosystem, user.id, sent.level, by(access.principal))
    return ShareCard(name=user.name, level=sent.level)


@router.delete("/shares/{name}", status_code=204)
async def unshare_ecosystem(name: Somebody, access: Owning, ports: PortsOf) -> Response:
    """Do not share it with somebody any more. Streams of his or hers end."""
    await ports.accounts.unshare(access.ecosystem, (await _user(ports, name)).id, by(access.principal))
    return Response(status_code=204)


@router.put("/visibility")
async def set_visibility(sent: Visibility, access: Owning, ports: PortsOf) -> Visibility:
    """Let everybody look at the ecosystem, or only those with whom it is shared."""
    await ports.accounts.set_public(access.ecosystem, sent.public, by(access.principal))
    return sent


async def _user(ports: Ports, name: str) -> User:
    found = await ports.accounts.credentials(name)
    if found is None:
        raise AccountUnknown(name)
    return found.user
