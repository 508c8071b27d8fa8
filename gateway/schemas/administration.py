"""What administrators see and change."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from gateway.schemas.accounts import USER, Email, Name, Password, UserCard
from gateway.schemas.model import Given, Sent, example

Role = Literal["free", "premium", "admin"]


class UserOrder(Sent):
    """An account for somebody."""

    model_config = example({"name": "marius", "password": "a letter under a stone", "role": "premium"})

    name: Name
    password: Password
    email: Email | None = None
    role: Role = "free"


class UserSheet(UserCard):
    """An account as administrators see it; the ETag is its version."""

    model_config = example({**USER, "blocked": False, "version": 2})

    blocked: bool
    version: int


class UserChange(Sent):
    """What is absent stays. Whoever is blocked is signed out everywhere at once."""

    model_config = example({"role": "premium"})

    role: Role | None = None
    blocked: bool | None = None


class FlagSheet(Given):
    """A feature flag."""

    model_config = example({"name": "new-page", "on": True, "accounts": [], "share": 250, "version": 3})

    name: str
    on: bool
    accounts: list[UUID] = Field(description="It is on for these users.")
    share: int = Field(description="And for so many of a thousand users; always the same ones.")
    version: int


class FlagChange(Sent):
    """Off, it is off for everybody."""

    model_config = example({"on": True, "share": 250})

    on: bool
    accounts: Annotated[tuple[UUID, ...], Field(max_length=1000)] = ()
    share: Annotated[int, Field(ge=0, le=1000)] = 0


class QuotaSheet(Given):
    """What a role allows; null is without limit."""

    model_config = example({"role": "premium", "ecosystems": 20, "cast": 1000, "ticks": 100000, "version": 1})

    role: Role
    ecosystems: int | None
    cast: int | None
    ticks: int | None
    version: int


Count = Annotated[int, Field(ge=0, le=1_000_000_000)]


class QuotaChange(Sent):
    """All three at once; null is without limit."""

    model_config = example({"ecosystems": 3, "cast": 100, "ticks": 5000})

    ecosystems: Count | None
    cast: Count | None = Field(description="Characters in each ecosystem.")
    ticks: Count | None = Field(description="In a day (of UTC), of all ecosystems together.")


class DeedSheet(Given):
    """An entry of the audit log."""

    model_config = example(
        {
            "id": 31,
            "at": "2026-11-27T04:30:00Z",
            "account": USER["id"],
            "name": USER["name"],
            "action": "ecosystem.title",
            "object": "montagues-5f1c09aa4e21",
            "request": "9f1c2d3e4f5a6b7c",
            "detail": {"after": "Verona"},
        }
    )

    id: int
    at: datetime
    account: UUID | None = Field(description="Who did it; null: Fabula itself, or somebody at the command line.")
    name: str
    action: str
    object: str
    request: str
    detail: dict[str, Any]


class OwnerChange(Sent):
    """To whom an ecosystem shall belong."""

    model_config = example({"account": "0b9f6f0e-6c3a-4f59-9a53-1f4a4a3f0c11"})

    account: UUID
