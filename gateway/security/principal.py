"""Who asks."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal
from uuid import UUID


class Role(StrEnum):
    """What somebody may do in general."""

    ANONYMOUS = "anonymous"
    FREE = "free"
    PREMIUM = "premium"
    ADMIN = "admin"


class Level(StrEnum):
    """What somebody may do with one ecosystem; each may also do what the ones before may."""

    PUBLIC = "public"
    VIEWER = "viewer"
    DIRECTOR = "director"
    OWNER = "owner"

    def reaches(self, level: "Level") -> bool:
        """Whether this is at least as much."""
        order = list(Level)
        return order.index(self) >= order.index(level)


Means = Literal["", "token", "cookie", "key", "ticket"]
"""How somebody has shown who he or she is; "" for nobody."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks. ``user`` is "" for nobody."""

    user: str
    name: str
    role: Role
    scopes: frozenset[str] | None = None  # what an API key is limited to; None: all that the role allows
    session: str = ""  # by which sign-in; "" for API keys and for nobody
    key: str = ""  # by which API key
    means: Means = ""

    @property
    def account(self) -> UUID | None:
        """The user's id as the store has it."""
        return UUID(self.user) if self.user else None


NOBODY = Principal("", "anonymous", Role.ANONYMOUS)
"""Somebody who has not said who he or she is."""


@dataclass(frozen=True, slots=True)
class Access:
    """That somebody may do something with an ecosystem: what at most. Administrators are owners of everything."""

    ecosystem: str
    principal: Principal
    level: Level
    owner: UUID | None = None  # None: made at the command line
    public: bool = False
