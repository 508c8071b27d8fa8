"""What routes ask for so that only those get in who may: ``require("character:create")``, ``entering(Level.DIRECTOR)``.

Every route has one of these guards, and a test walks through all of them.
"""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Path
from starlette.requests import HTTPConnection

from actors.errors import EcosystemUnknown
from gateway.dependencies import PortsOf, players, ports
from gateway.errors import Forbidden, Unauthenticated
from gateway.ports import Ports
from gateway.security.permissions import NEEDED, Permission, permissions_of
from gateway.security.principal import Access, Level, Principal
from gateway.security.recognizing import access_of, recognized, renewed

EcosystemId = Annotated[str, Path(max_length=200, description="The ecosystem's id.")]

Guard = Callable[..., Coroutine[Any, Any, Any]]

DECLARED = "declared_visibility"
"""The attribute in which a guard says whom it lets in: "everybody", "signed in", "in person", or a permission."""


def declares(visibility: str) -> Callable[[Guard], Guard]:
    """Have a guard say whom it lets in."""

    def declared(guard: Guard) -> Guard:
        setattr(guard, DECLARED, visibility)
        return guard

    return declared


async def principal(connection: HTTPConnection) -> Principal:
    """Who asks; nobody in particular when nothing was shown. Lets everybody in, and is no guard. Raises Unauthenticated when
    something was shown that is no good."""
    return await recognized(connection, ports(connection))


PrincipalOf = Annotated[Principal, Depends(principal)]


@declares("everybody")
async def everybody() -> None:
    """Lets everybody in, whatever is shown."""


@declares("signed in")
async def signed_in(asking: PrincipalOf) -> Principal:
    """Lets in who is known, with whatever role. Raises Unauthenticated."""
    if not asking.user:
        raise Unauthenticated("nobody has said who asks")
    return asking


@declares("in person")
async def in_person(asking: PrincipalOf) -> Principal:
    """Lets in who has signed in, for what no API key may do. Raises Unauthenticated, Forbidden."""
    await signed_in(asking)
    if not asking.session or asking.scopes is not None:
        raise Forbidden("this cannot be done with an API key; sign in")
    return asking


def check(asking: Principal, permission: Permission, ports: Ports) -> None:
    """Raises Unauthenticated when nobody asks who may, Forbidden when his or her role, or the API key, does not allow it."""
    if permission in permissions_of(asking, ports.settings.public_demo):
        return
    if not asking.user:
        raise Unauthenticated("nobody has said who asks")
    limit = (
        f"this API key is not for '{permission}'" if asking.scopes is not None else f"the role '{asking.role}' does not have it"
    )
    raise Forbidden(f"it takes the permission '{permission}', and {limit}")


def require(permission: Permission) -> Guard:
    """A dependency that gives the principal. Raises Unauthenticated, or Forbidden when his or her role does not allow it."""

    @declares(permission)
    async def required(asking: PrincipalOf, ports: PortsOf) -> Principal:
        check(asking, permission, ports)
        return asking

    return required


def entering(level: Level) -> Guard:
    """A dependency for routes below ``/ecosystems/{ecosystem}``, which gives the Access: what the principal may do at most.

    Raises EcosystemUnknown for one that there is not, and as well for one that the principal may not see; Forbidden for one that
    he or she may see, but not at this level, or when the role does not allow it.
    """

    @declares(NEEDED[level])
    async def entered(ecosystem: EcosystemId, asking: PrincipalOf, ports: PortsOf) -> Access:
        check(asking, NEEDED[level], ports)
        access = await access_of(ports, asking, ecosystem)
        check_level(access, level)
        return access

    return entered


def commanding(level: Level) -> Guard:
    """As ``entering``, for commands: raises TheatreAway as well, to whoever may command, when it is known that nobody plays."""

    async def commanded(access: Annotated[Access, Depends(entering(level))], connection: HTTPConnection) -> Access:
        await players(connection)
        return access

    return commanded


async def recheck(ports: Ports, access: Access, level: Level) -> Access:
    """What ``entering`` found, as it is now: for connections that stay open. Raises as that does."""
    asking = await renewed(ports, access.principal)
    check(asking, NEEDED[level], ports)
    try:
        now = await access_of(ports, asking, access.ecosystem)
    except EcosystemUnknown:
        await renewed(ports, access.principal)  # who was blocked between the two questions is told so
        raise
    check_level(now, level)
    return now


def check_level(access: Access, level: Level) -> None:
    """Raises Forbidden when the access is not that far-reaching. To see is to see: what viewers may, also the public may."""
    if not access.level.reaches(Level.PUBLIC if level is Level.VIEWER else level):
        raise Forbidden(f"this takes the level '{level}' in this ecosystem, and you have '{access.level}'")
