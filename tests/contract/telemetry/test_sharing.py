"""What processes count, added up over a real Valkey."""

import asyncio
from collections.abc import AsyncIterator, Callable
from itertools import count

import pytest
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.parser import text_string_to_metric_families
from redis.asyncio import Redis

from runtime.telemetry.exposition import exposed, unnamed
from runtime.telemetry.instruments import FARTHEST
from runtime.telemetry.sharing import Sharing
from storage import tally as tallies
from storage.tally import OTHER, Reading, RedisTally

_numbers = count()
Values = dict[tuple[str, tuple[tuple[str, str], ...]], float]


class Process:
    """Counts as a process does."""

    def __init__(self, url: str) -> None:
        self.registry = CollectorRegistry()
        self.scenes = Counter("character_interactions_total", "t", ["interaction_type", "ecosystem_id"], registry=self.registry)
        self.ticks = Histogram("fabula_tick_duration_seconds", "t", buckets=(0.1, 1.0), registry=self.registry)
        self.cast = Gauge("active_characters", "t", ["ecosystem_id"], registry=self.registry)
        self.lag = Gauge(next(iter(sorted(FARTHEST))), "t", ["target"], registry=self.registry)
        self.sharing = Sharing(url, f"test{next(_numbers)}", self.registry)


def told(text: bytes) -> Values:
    """Everything that the text says, as Prometheus reads it."""
    families = text_string_to_metric_families(text.decode())
    return {(s.name, tuple(sorted(s.labels.items()))): s.value for family in families for s in family.samples}


def scenes(values: Values) -> dict[str, float]:
    return {
        dict(labels)["ecosystem_id"]: value for (name, labels), value in values.items() if name == "character_interactions_total"
    }


@pytest.fixture
async def url(valkey) -> str:
    url = f"unix://{valkey.unix_socket_path}"
    redis = Redis.from_url(url)
    await redis.flushdb()
    await redis.aclose()
    return url


@pytest.fixture
async def process_of(url) -> AsyncIterator[Callable[..., Process]]:
    """Makes processes that end with the test."""
    made: list[Process] = []

    def make(at: str = url) -> Process:
        made.append(Process(at))
        return made[-1]

    yield make
    for process in made:
        await process.sharing.tally.close()


@pytest.fixture
def processes(process_of) -> list[Process]:
    return [process_of() for _ in range(3)]


async def seen(process: Process) -> Values:
    return told(exposed(await process.sharing.tally.read()))


async def test_the_sum_is_that_of_all_processes_whoever_is_asked(processes):
    for number, process in enumerate(processes, 1):
        process.scenes.labels("flatter", "montreuil").inc(number)
        process.ticks.observe(number / 2)
        await process.sharing.share()
        await process.sharing.share()
    for process in processes:
        values = await seen(process)
        assert scenes(values) == {"montreuil": 6}
        assert values["fabula_tick_duration_seconds_count", ()] == 3
        assert values["fabula_tick_duration_seconds_sum", ()] == 3.0
        assert values["fabula_tick_duration_seconds_bucket", (("le", "1.0"),)] == 2
        assert values["fabula_tick_duration_seconds_bucket", (("le", "+Inf"),)] == 3


async def test_what_a_process_counted_stays_when_it_is_gone_and_a_new_one_goes_on(processes, process_of):
    first, other, _ = processes
    first.scenes.labels("flatter", "montreuil").inc(5)
    await first.sharing.leave()
    again = process_of()
    again.scenes.labels("flatter", "montreuil").inc(2)
    await again.sharing.share()
    assert scenes(await seen(other)) == {"montreuil": 7}


async def test_what_is_so_now_is_added_up_and_of_lags_the_farthest_counts(processes):
    for number, process in enumerate(processes, 1):
        process.cast.labels("montreuil").set(number)
        process.lag.labels("Neo4j").set(number)
        await process.sharing.share()
    values = await seen(processes[0])
    assert values["active_characters", (("ecosystem_id", "montreuil"),)] == 6
    assert values[next(iter(sorted(FARTHEST))), (("target", "Neo4j"),)] == 3
    await processes[2].sharing.leave()
    assert (await seen(processes[0]))["active_characters", (("ecosystem_id", "montreuil"),)] == 3


async def test_what_a_killed_process_said_of_now_fades(processes, monkeypatch):
    monkeypatch.setattr(tallies, "FADES_SECONDS", 1)
    processes[0].cast.labels("montreuil").set(4)
    await processes[0].sharing.share()
    while ("active_characters", (("ecosystem_id", "montreuil"),)) in await seen(processes[1]):  # noqa: ASYNC110
        await asyncio.sleep(0.05)


async def test_more_ecosystems_than_are_kept_are_one(processes, monkeypatch):
    monkeypatch.setattr(tallies, "MOST", 2)
    for name in ("a", "b", "c", "d"):
        processes[0].scenes.labels("flatter", name).inc()
        processes[0].cast.labels(name).set(3)
    await processes[0].sharing.share()
    values = await seen(processes[1])
    assert scenes(values) == {"a": 1, "b": 1, OTHER: 2}
    assert values["active_characters", (("ecosystem_id", OTHER),)] == 6


async def test_an_ecosystem_that_is_silent_for_long_makes_room_and_nothing_is_lost(url, monkeypatch):
    monkeypatch.setattr(tallies, "MOST", 1)
    monkeypatch.setattr(tallies, "IDLE_SECONDS", -1)
    tally = RedisTally(url)
    field = '["character_interactions","character_interactions_total",{"interaction_type":"flatter"}]'
    for name in ("a", "b"):
        assert await tally.add(name, {field: 2.0})
    reading = await tally.read()
    assert reading is not None
    assert reading.sums == {"": {}, "b": {field: 2.0}, OTHER: {field: 2.0}}
    await tally.close()


async def test_without_redis_nothing_is_said_that_would_be_wrong_and_nothing_is_lost(url, processes, process_of):
    away = process_of("unix:///nowhere.sock")
    away.scenes.labels("flatter", "montreuil").inc(3)
    await away.sharing.share()
    assert told(exposed(await away.sharing.tally.read())) == {("fabula_metrics_shared", ()): 0}
    await away.sharing.tally.close()
    away.sharing.tally = RedisTally(url)
    await away.sharing.share()
    assert scenes(await seen(processes[0])) == {"montreuil": 3}


async def test_after_redis_lost_everything_counting_begins_anew_as_after_a_restart(url, processes):
    processes[0].scenes.labels("flatter", "montreuil").inc(3)
    await processes[0].sharing.share()
    redis = Redis.from_url(url)
    await redis.flushdb()
    await redis.aclose()
    processes[0].scenes.labels("flatter", "montreuil").inc(1)
    await processes[0].sharing.share()
    assert scenes(await seen(processes[0])) == {"montreuil": 1}


async def test_what_nobody_has_counted_yet_is_zero(processes):
    await processes[0].sharing.share()
    assert (await seen(processes[0]))["fabula_commit_duration_seconds_count", ()] == 0


def test_of_all_together_is_told_what_each_has_counted() -> None:
    reading = Reading(
        {"": {"requests": 3.0}, "verona": {"chats": 2.0, "duels": 1.0}, "paris": {"chats": 5.0}, OTHER: {"chats": 1.0}},
        [["active_characters", {"ecosystem_id": "verona"}, 8.0], ["active_characters", {"ecosystem_id": "paris"}, 77.0],
         ["fabula_processes", {"kind": "gateway"}, 1.0]],
    )  # fmt: skip
    told = unnamed(reading)
    assert told.sums == {"": {"requests": 3.0}, "all": {"chats": 8.0, "duels": 1.0}}
    assert told.now == [
        ["active_characters", {"ecosystem_id": "all"}, 8.0], ["active_characters", {"ecosystem_id": "all"}, 77.0],
        ["fabula_processes", {"kind": "gateway"}, 1.0],
    ]  # fmt: skip
