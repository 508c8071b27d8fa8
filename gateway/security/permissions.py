"""What each role may do, and what it takes to do something with an ecosystem."""

from typing import Literal, get_args

from gateway.security.principal import Level, Principal, Role

Permission = Literal[
    "character:create", "character:read", "character:update", "character:delete",
    "ecosystem:create", "ecosystem:view", "ecosystem:manage", "ecosystem:interact", "admin",
]  # fmt: skip

ALL: frozenset[Permission] = frozenset(get_args(Permission))

_FREE: frozenset[Permission] = frozenset({"character:create", "character:read", "ecosystem:view"})

ROLES: dict[Role, frozenset[Permission]] = {
    Role.ANONYMOUS: frozenset(),
    Role.FREE: _FREE,
    Role.PREMIUM: ALL - {"admin"},
    Role.ADMIN: ALL,
}

NEEDED: dict[Level, Permission] = {
    Level.PUBLIC: "ecosystem:view",
    Level.VIEWER: "ecosystem:view",
    Level.DIRECTOR: "ecosystem:interact",
    Level.OWNER: "ecosystem:manage",
}
"""Beside the level itself, that of the principal's role."""


def permissions_of(principal: Principal, demo: bool = False) -> frozenset[Permission]:
    """All that he or she may: what the role allows, and of that what the API key is limited to. In a public ``demo`` nobody in
    particular may look at what is public."""
    allowed = ROLES[principal.role]
    if principal.role is Role.ANONYMOUS and demo:
        return frozenset({"ecosystem:view"})
    return allowed if principal.scopes is None else allowed & principal.scopes
