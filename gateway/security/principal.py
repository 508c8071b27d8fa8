"""Who asks."""

from dataclasses import dataclass
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks. ``user`` is "" for nobody."""

    user: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Access:
    """That somebody may do something with an ecosystem."""

    ecosystem: str
    principal: Principal
    level: Level
