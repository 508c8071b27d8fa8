"""Who somebody is, as the store knows it at this moment."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Identity:
    """A user who is not blocked. ``scopes`` is what an API key is limited to; None is not limited."""

    account: UUID
    name: str
    role: str
    scopes: frozenset[str] | None = None
