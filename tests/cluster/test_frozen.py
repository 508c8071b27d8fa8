"""SIGSTOP of a supervisor, its replacement, SIGCONT: the old one has slept through the takeover, and writes nothing."""

import signal
from pathlib import Path

import psutil
import pytest

from actors.events import Event
from actors.ports import Due
from actors.world import World
from runtime import cluster
from runtime.crash_points import Point, read_crashes
from runtime.creation import create
from runtime.fuse import Fuse
from runtime.openers import Openers, served
from runtime.placement import Placement
from runtime.ray_ecosystem import Casting, RayEcosystem
from runtime.services import Services
from runtime.verification import verify
from storage.postgres.store import PostgresStore
from tests.cluster.running import alone, leg_of, processes, unseen, until, until_async

TICKS = 12
ONE_TROUPE = Casting(Placement.HOSTED, 1)


def frozen() -> list[psutil.Process]:
    """Supervisors that are stopped now."""
    return [process for process in processes("Ecosystem") if process.is_running() and process.status() == psutil.STATUS_STOPPED]


async def chronicle(store: PostgresStore, ecosystem: str) -> list[Event]:
    return [event async for batch in store.events(ecosystem) for event in batch]


@pytest.mark.parametrize("point", [Point.BEFORE_COMMIT, Point.IN_COMMIT])
async def test_a_supervisor_that_was_frozen_while_another_took_over_writes_nothing(
    ray: None, services: Services, store: PostgresStore, openers: Openers, montagues: World, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, point: Point,
) -> None:  # fmt: skip
    fuse = Fuse(read_crashes(f"{point}:4"), tmp_path, signal.SIGSTOP)
    ecosystem = (await create(store, montagues, 7)).founding.ecosystem
    await store.order(ecosystem, Due("run", "cli", 0, {"until": TICKS}))
    old = RayEcosystem(ecosystem, served(services.postgres_url, services.redis_url, fuse), ONE_TROUPE)
    await until(lambda: bool(frozen()))
    assert (await store.head(ecosystem)).tick == 3

    monkeypatch.setitem(cluster.OPTIONS["ecosystem"], "namespace", "another")  # where the name is free
    replaced = await leg_of(store, openers, ecosystem, TICKS, ONE_TROUPE, unseen)
    assert replaced.hash == await alone(montagues, TICKS)
    told = await chronicle(store, ecosystem)

    frozen()[0].send_signal(signal.SIGCONT)

    async def given_up() -> bool:
        return (await old.status()).state == "superseded"

    await until_async(given_up)
    assert "another supervisor" in (await old.status()).reason
    assert await chronicle(store, ecosystem) == told
    assert (await verify(store, ecosystem, None)).faults == []
    old.kill()
