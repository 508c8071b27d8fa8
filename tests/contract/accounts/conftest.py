"""Accounts over a real Postgres, and a few people."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from storage.accounts import Accounts, By, Role, User

HASH = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA"
FABULA = By(None, "fabula", "request-1")


@dataclass
class People:
    """Makes users by name."""

    accounts: Accounts

    async def one(self, name: str, role: Role = "premium") -> User:
        return await self.accounts.add_user(name, None, HASH, role=role)


@pytest.fixture
async def accounts(database: str) -> AsyncIterator[Accounts]:
    opened = Accounts.open(database, size=8)
    yield opened
    await opened.close()


@pytest.fixture
def people(accounts: Accounts) -> People:
    return People(accounts)


@pytest.fixture
def by() -> By:
    return FABULA
