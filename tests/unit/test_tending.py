"""Looking after servers: what dies is started again, ever more rarely when it dies of that, and news is told once."""

import asyncio
from pathlib import Path

import pytest

from actors.errors import ServiceFailed
from runtime import tending
from runtime.settings import Settings

SETTINGS = Settings(home=Path("nowhere"))


class Servers:
    """What is dead, and what comes of starting it again."""

    def __init__(self) -> None:
        self.dead = ["Neo4j"]
        self.trouble: ServiceFailed | None = None
        self.started: list[str] = []

    def fallen(self, settings: Settings) -> list[str]:
        return list(self.dead)

    def started_again(self, settings: Settings, name: str) -> str:
        self.started.append(name)
        if self.trouble:
            raise self.trouble
        return "out of memory"


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> Servers:
    made = Servers()
    monkeypatch.setattr(tending, "fallen", made.fallen)
    monkeypatch.setattr(tending, "started_again", made.started_again)
    monkeypatch.setattr(tending, "LOOK_SECONDS", 0.001)
    return made


async def tended(servers: Servers, attempts: int) -> list[str]:
    """What is told until so many attempts were made, and a little longer."""
    notes: list[str] = []
    async with tending.tended(SETTINGS, notes.append), asyncio.timeout(60):
        while len(servers.started) < attempts:  # noqa: ASYNC110 - it is looked at while others go on
            await asyncio.sleep(0.001)
        await asyncio.sleep(0.05)
    return notes


async def test_a_server_that_dies_of_being_started_is_started_ever_more_rarely(servers, monkeypatch):
    monkeypatch.setattr(tending, "PAUSES", (0.0, 0.0, 1000.0))
    notes = await tended(servers, 2)
    assert servers.started == ["Neo4j", "Neo4j"]
    assert notes == ["Neo4j died and was started again", "Neo4j died again, and was started again: out of memory"]


async def test_why_it_cannot_be_started_is_told_once(servers, monkeypatch):
    monkeypatch.setattr(tending, "PAUSES", (0.0,))
    servers.trouble = ServiceFailed("Neo4j", "no space left")
    assert await tended(servers, 20) == ["Neo4j died and cannot be started again yet: Neo4j: no space left"]


async def test_a_server_that_a_world_waits_for_is_never_left_alone_for_long(servers, monkeypatch):
    monkeypatch.setattr(tending, "PAUSES", (0.0, 1000.0))
    monkeypatch.setattr(tending, "EAGERLY", 0.001)
    servers.dead = ["Neo4j", "Postgres"]
    await tended(servers, 6)
    assert servers.started.count("Neo4j") == 1 and servers.started.count("Postgres") >= 5


async def test_of_a_server_that_was_steady_for_a_while_nobody_remembers_that_it_died(servers, monkeypatch):
    monkeypatch.setattr(tending, "PAUSES", (0.0, 1000.0))
    monkeypatch.setattr(tending, "STEADY_SECONDS", 0.0)
    notes: list[str] = []
    async with tending.tended(SETTINGS, notes.append), asyncio.timeout(60):
        for number in (1, 2):
            servers.dead = ["Neo4j"]
            while len(notes) < number:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.001)
            servers.dead = []
            await asyncio.sleep(0.05)
    assert notes == ["Neo4j died and was started again"] * 2
