"""Having an ecosystem projected by Ray: a cluster that is gone is neither asked nor begun anew, and nobody waits for it."""

import asyncio
from typing import Any

import pytest

from actors.errors import ClusterUnavailable
from actors.projection import Standing
from runtime import cluster, projected
from runtime.openers import ephemeral
from runtime.projected import News, RayProjections
from storage.in_memory.herald import InMemoryHerald
from storage.in_memory.store import InMemoryStore


class Actor:
    """Must not be asked: Ray would begin a cluster only for that."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(name)


async def test_a_cluster_that_was_left_is_not_asked_any_more(monkeypatch):
    monkeypatch.setattr(cluster, "detached", lambda *how: Actor())
    handle = RayProjections("montagues-1", ephemeral(InMemoryStore(), InMemoryHerald()))
    with pytest.raises(ClusterUnavailable):
        await handle.standings()
    assert not cluster.connected()


class Silent:
    async def caught_up(self, seq: int) -> list[Standing]:
        await asyncio.Event().wait()
        raise AssertionError


async def test_nobody_waits_at_the_end_for_a_cluster_that_has_lost_its_only_node(monkeypatch):
    monkeypatch.setattr(projected, "SILENT_SECONDS", 0.01)
    looks = iter([False, False, True])
    monkeypatch.setattr(cluster, "is_bereft", lambda: next(looks))
    notes: list[str] = []
    async with asyncio.timeout(60):
        await projected._ended(Silent(), 7, News(notes.append), notes.append)
    assert notes == [
        "the last events are being projected; Ctrl-C leaves them for another time",
        "the last events are projected another time: Ray at this machine: its only node died",
    ]


def test_a_target_that_catches_up_is_not_said_to_be_current_before_it_is():
    notes: list[str] = []
    news = News(notes.append)
    for standing in (
        Standing("neo4j", "unavailable", "it is away", 3, 9),
        Standing("neo4j", "behind", "", 4, 8),
        Standing("neo4j", "behind", "", 8, 4),
    ):
        news.hear([standing])
    assert notes == ["it is away (the world goes on, and neo4j catches up)"]
    news.hear([Standing("neo4j", "current", "", 12)])
    assert notes[1:] == ["neo4j is current again"]
