"""What belongs to users, over a real Postgres, and two of them."""

from collections.abc import AsyncIterator

import pytest

from storage.accounts import Accounts
from storage.belongings.characters import Characters
from storage.belongings.meaning import Meaning
from storage.postgres.connections import Connections

HASH = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA"


@pytest.fixture
async def connections(database: str) -> AsyncIterator[Connections]:
    opened = Connections(database, 4, 20.0)
    yield opened
    await opened.close()


@pytest.fixture
async def users(database: str) -> AsyncIterator[tuple[str, str]]:
    """The ids of two users."""
    accounts = Accounts.open(database, size=1)
    yield tuple([str((await accounts.add_user(name, None, HASH)).id) for name in ("victor", "juliette")])
    await accounts.close()


@pytest.fixture
def characters(connections: Connections) -> Characters:
    return Characters(connections, Meaning("hashed"))
