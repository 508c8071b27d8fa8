"""Accounts as the API tells of them, and what it takes."""

import re
import unicodedata
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic.config import JsonDict

from gateway.schemas.model import Given, Sent, example
from gateway.security.permissions import Permission

_NAME = re.compile(r"[^\W_][\w.-]{1,38}[^\W_]")
_RESERVED = ("fabula", "anonymous", "nobody", "operator")


def _named(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError("must be 3 to 40 letters and digits, with dots, hyphens or underscores between")
    if name.casefold() in _RESERVED:
        raise ValueError("is reserved")
    return name


def _composed(value: object) -> object:
    return unicodedata.normalize("NFKC", value) if isinstance(value, str) else value


Name = Annotated[
    str, BeforeValidator(_composed), AfterValidator(_named),
    Field(min_length=3, max_length=40, description="3 to 40 letters and digits, with dots, hyphens or underscores between."),
]  # fmt: skip
Password = Annotated[str, StringConstraints(strip_whitespace=False, max_length=1000)]
Email = Annotated[str, Field(max_length=254, pattern=r"^[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+$")]
Token = Annotated[str, Field(max_length=500)]


class Registration(Sent):
    """Somebody who wants an account. The role is not his or hers to choose."""

    model_config = example({"name": "fantine", "password": "a blue dress and no hat"})

    name: Name
    password: Password = Field(description="10 to 200 characters, and not the name.")
    email: Email | None = None


class Login(Sent):
    """Name and password, for a page that wants to be signed in by cookies."""

    model_config = example({"name": "fantine", "password": "a blue dress and no hat"})

    name: Annotated[str, Field(max_length=200)]
    password: Password


class PasswordGrant(Sent):
    """OAuth2's form for a password: how programs log in."""

    model_config = example({"grant_type": "password", "username": "fantine", "password": "a blue dress and no hat"})

    grant_type: Literal["password"] = "password"
    username: Annotated[str, Field(max_length=200)]
    password: Password
    scope: Annotated[str, Field(max_length=500)] = ""
    client_id: Annotated[str, Field(max_length=200)] | None = None
    client_secret: Annotated[str, Field(max_length=200)] | None = None


class RefreshGrant(Sent):
    """What a program goes on with."""

    model_config = example({"refresh_token": "the one of the last answer"})

    refresh_token: Token


SESSION = "5d0c1f7e-2b64-4c1d-8e0a-6f3b9a7d2e41"


class TokenPair(Given):
    """The access token is for requests, as `Authorization: Bearer`. The refresh token is good once, for the next pair."""

    model_config = example(
        {
            "access_token": "eyJhbGciOiJIUzI1NiIs…",
            "token_type": "bearer",
            "expires_in": 900,
            "refresh_token": "fbr_…",
            "session": SESSION,
            "session_expires_at": "2026-12-27T04:30:00Z",
        }
    )

    access_token: str
    token_type: Literal["bearer"] = "bearer"
    expires_in: int = Field(description="Seconds.")
    refresh_token: str
    session: UUID
    session_expires_at: datetime = Field(description="From then on one has to log in again.")


class Allowance(Given):
    """What the role allows; null is without limit."""

    ecosystems: int | None
    cast: int | None = Field(description="Characters in each ecosystem.")
    ticks: int | None = Field(description="In a day (of UTC), of all ecosystems together.")


class DayUsed(Given):
    """Ticks of one day."""

    day: date
    ticks: int


USER: JsonDict = {
    "id": "0b9f6f0e-6c3a-4f59-9a53-1f4a4a3f0c11",
    "name": "fantine",
    "email": "fantine@example.org",
    "role": "premium",
    "created_at": "2026-11-27T04:00:00Z",
}


class UserCard(Given):
    """An account."""

    model_config = example(USER)

    id: UUID
    name: str
    email: str | None
    role: Literal["free", "premium", "admin"]
    created_at: datetime


class Me(UserCard):
    """One's own account, what one may do, and has done."""

    model_config = example(
        {
            **USER,
            "permissions": ["character:create", "character:read", "ecosystem:view", "ecosystem:create", "ecosystem:interact"],
            "flags": [],
            "quota": {"ecosystems": 20, "cast": 1000, "ticks": 100000},
            "usage": [{"day": "2026-11-27", "ticks": 12}],
        }
    )

    permissions: list[Permission]
    flags: list[str] = Field(description="The features that are on.")
    quota: Allowance
    usage: list[DayUsed] = Field(description="Newest first.")


class MeChange(Sent):
    """What one can change of oneself."""

    model_config = example({"email": "fantine@example.org"})

    email: Email | None


class PasswordChange(Sent):
    """The old password shows that it is you."""

    model_config = example({"old": "a blue dress and no hat", "new": "forty francs for two teeth"})

    old: Password
    new: Password


class Confirmation(Sent):
    """The password shows that it is you."""

    model_config = example({"password": "a blue dress and no hat"})

    password: Password


class SessionCard(Given):
    """One sign-in that is still good."""

    model_config = example(
        {"id": SESSION, "created_at": "2026-11-27T04:30:00Z", "expires_at": "2026-12-27T04:30:00Z", "current": True}
    )

    id: UUID
    created_at: datetime
    expires_at: datetime
    current: bool = Field(description="Whether it is the one that asks.")


class KeyOrder(Sent):
    """An API key, limited to some of what one may do oneself."""

    model_config = example({"name": "the nightly export", "scopes": ["ecosystem:view"], "days": 90})

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
    scopes: Annotated[list[Permission], Field(min_length=1, max_length=20)]
    days: Annotated[int, Field(ge=1, le=3650)] | None = Field(
        default=None, description="So long it is good; without it for ever."
    )


KEY: JsonDict = {
    "id": "5f1c09aa4e21b0d7",
    "name": "the nightly export",
    "scopes": ["ecosystem:view"],
    "created_at": "2026-11-27T04:30:00Z",
    "expires_at": "2027-02-25T04:30:00Z",
    "used_at": "2026-11-28T02:00:00Z",
}


class KeyCard(Given):
    """What is known of an API key."""

    model_config = example(KEY)

    id: str
    name: str
    scopes: list[Permission]
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None = Field(description="When it was last used, to the minute.")


class NewKeyCard(KeyCard):
    """With the key itself, which is shown this one time."""

    model_config = example({**KEY, "key": "fbk_…"})

    key: str


class TicketOrder(Sent):
    """For what cannot send a header: a WebSocket or an EventSource of a browser."""

    model_config = example({"ecosystem": "montagues-5f1c09aa4e21", "purpose": "ws"})

    ecosystem: Annotated[str, Field(max_length=200)]
    purpose: Literal["ws", "sse"]


class TicketCard(Given):
    """Good once, for this ecosystem and purpose."""

    model_config = example({"ticket": "fbt_…", "expires_in": 30})

    ticket: str
    expires_in: int = Field(description="Seconds.")


class ShareCard(Given):
    """With whom an ecosystem is shared."""

    model_config = example({"name": "marius", "level": "director"})

    name: str
    level: Literal["viewer", "director"]


class ShareOrder(Sent):
    """What somebody else shall be allowed: to look, or to steer as well."""

    model_config = example({"level": "director"})

    level: Literal["viewer", "director"]


class Visibility(Sent):
    """Whether everybody may look at it."""

    model_config = example({"public": True})

    public: bool
