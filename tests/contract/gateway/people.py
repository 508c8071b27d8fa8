"""Users of a gateway, already signed in."""

from dataclasses import dataclass, replace
from uuid import UUID

from fastapi import FastAPI

from gateway.ports import Ports
from storage.accounts import By, Role, User

HASH = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA"
"""Of no password: whoever has it was signed in without one."""

FABULA = By(None, "fabula")


@dataclass(frozen=True)
class Person:
    """A user, and what his or her program sends."""

    user: User
    session: UUID
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


async def person(app: FastAPI, name: str, role: Role = "premium") -> Person:
    """A new user with a session."""
    ports: Ports = app.state.ports
    user = await ports.accounts.add_user(name, None, HASH, FABULA, role)
    session = (await ports.accounts.begin_session(user.id)).session.id
    return Person(user, session, ports.tokens.issue(user.id, session))


async def with_key(app: FastAPI, whose: Person, *scopes: str) -> Person:
    """The same user's program with an API key."""
    ports: Ports = app.state.ports
    made = await ports.accounts.add_key(whose.user.id, "a program", scopes, None, FABULA)
    return replace(whose, token=made.text)
