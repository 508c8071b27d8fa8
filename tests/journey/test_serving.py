"""``fabula serve``: what dies comes back, and a second instance takes over without anybody noticing."""

import asyncio
import re
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from secrets import token_hex

import httpx
import psutil
import pytest

from runtime.services import open_services
from runtime.settings import Settings
from storage.postgres.store import PostgresStore
from tests.journey.serving import Instance, asked_again_and_again, free_port, until
from tests.otlp import Collector, collecting

PATH = "/api/v1/scenarios"


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    """Whoever hears of traces."""
    with collecting() as collector:
        yield collector


@pytest.fixture(scope="module")
def first(home: Path, collector: Collector) -> Iterator[Instance]:
    """An instance with two processes that answer, and an ecosystem that lives."""
    instance = Instance(home, free_port(), "--reuse-port", FABULA_WORKERS="2", FABULA_OTLP_ENDPOINT=collector.url)
    try:
        instance.await_log("the theatre is open")
        with signed_in(instance, home) as client:
            made = client.post("/ecosystems", json={"scenario": "montagues", "seed": 1}).json()
            assert client.post(f"/ecosystems/{made['id']}/start", json={"tempo_ms": 200}).status_code == 202
        yield instance
    finally:
        instance.destroy()


@contextmanager
def signed_in(instance: Instance, home: Path) -> Iterator[httpx.Client]:
    """The first administrator's program."""
    password = (home / "keys" / "first-admin").read_text().strip()
    with httpx.Client(base_url=f"{instance.url}/api/v1", timeout=180) as client:
        tokens = client.post("/auth/token", data={"grant_type": "password", "username": "admin", "password": password}).json()
        client.headers["Authorization"] = f"Bearer {tokens['access_token']}"
        yield client


def tick(home: Path) -> int:
    """That of the only ecosystem."""

    async def read() -> int:
        async with open_services(Settings(home=home)) as services:
            store = PostgresStore.open(services.postgres_url)
            try:
                return sum(head.tick for head in await store.heads())
            finally:
                await store.close()

    return asyncio.run(read())


def plays_on(home: Path) -> None:
    before = tick(home)
    until(lambda: tick(home) > before + 2)


def metrics(url: str) -> str:
    return httpx.get(f"{url}/metrics").text


def number(text: str, name: str) -> float:
    return sum(float(found) for found in re.findall(rf"^{re.escape(name)}(?:{{[^}}]*}})? (\S+)$", text, re.MULTILINE))


def test_everything_that_is_counted_anywhere_is_in_the_metrics_of_any_process(first: Instance, home: Path) -> None:
    plays_on(home)
    for _ in range(5):
        assert httpx.get(first.url + PATH).status_code == 200
    until(lambda: number(metrics(first.url), "character_interactions_total") > 0)
    text = metrics(first.url)
    assert number(text, "fabula_tick_duration_seconds_count") >= 2
    assert number(text, "fabula_commit_duration_seconds_count") >= 2
    assert number(text, "active_characters") > 1
    assert f'route="{PATH}"' in text
    kinds = dict(re.findall(r'^fabula_processes{kind="(\w+)"} (\S+)$', text, re.MULTILINE))
    assert (float(kinds["gateway"]), float(kinds["theatre"]), float(kinds["ecosystem"])) == (2, 1, 1)


def test_a_trace_goes_from_the_request_through_the_actors_to_the_commit(
    first: Instance, home: Path, collector: Collector
) -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    with signed_in(first, home) as client:
        (ecosystem,) = [each["id"] for each in client.get("/ecosystems").json()["items"]]
        given = client.post(
            f"/ecosystems/{ecosystem}/directives", json={"directive": {"what": "world_event", "event": "storm"}},
            headers={"traceparent": f"00-{trace}-b7ad6b7169203331-01"},
        )  # fmt: skip
        assert given.status_code == 202, given.text
    names = {"POST /api/v1/ecosystems/{ecosystem}/directives", "tick", "commit", "ask advance", "play advance"}
    until(lambda: names <= {span.name for span in collector.of(trace)})
    spans = {span.name: span for span in collector.of(trace)}
    assert spans["tick"].parent == spans["POST /api/v1/ecosystems/{ecosystem}/directives"].span
    assert spans["commit"].parent == spans["tick"].span
    services = {span.service for span in collector.of(trace)}
    assert services == {"fabula-gateway", "fabula-ecosystem", "fabula-troupe"}
    assert [span.name for span in collector.of(trace)].count("tick") == 1
    assert [span for span in collector.spans if "livez" in span.name or "metrics" in span.name] == []


def test_counts_never_fall_when_processes_are_killed(first: Instance, home: Path) -> None:
    before = number(metrics(first.url), "character_interactions_total")
    for actor in psutil.process_iter():
        with suppress(psutil.NoSuchProcess):  # others' processes come and go
            if actor.name().startswith("ray::EcosystemProcess") and str(home) in actor.environ().get("FABULA_HOME", ""):
                actor.kill()
    plays_on(home)
    until(lambda: number(metrics(first.url), "character_interactions_total") > before)


@pytest.mark.parametrize("kind", ["gateway.worker", "theatre"])
def test_what_is_killed_comes_back(first: Instance, home: Path, kind: str) -> None:
    victim = first.children(kind)[0]
    with asked_again_and_again(first.url, "/livez", keep=False) as answers:
        victim.send_signal(signal.SIGKILL)
        until(lambda: victim.pid not in [child.pid for child in first.children(kind)])
        until(lambda: len(first.children(kind)) == (2 if kind == "gateway.worker" else 1))
        first.await_log("and is started again")
        if kind == "theatre":
            plays_on(home)
    failed = [answer for answer in answers if answer != 200]
    assert len(failed) <= 1, "only what the killed process was just answering may be lost"


def test_the_log_is_json_and_tells_of_which_request_it_is(first: Instance) -> None:
    name = token_hex(8)
    assert httpx.get(f"{first.url}/api/v1/scenarios/nowhere", headers={"X-Request-ID": name}).status_code == 404
    until(lambda: any(line.get("request_id") == name for line in first.log))
    (line,) = [line for line in first.log if line.get("request_id") == name]
    assert (line["process"], line["level"]) == ("gateway", "info")
    assert [line for line in first.log if line.get("bare") and line["event"].startswith("fabula:")] == []


def test_a_second_instance_takes_over_and_no_request_fails(first: Instance, home: Path) -> None:
    port = int(first.url.rpartition(":")[2])
    second = Instance(home, port, "--reuse-port")
    try:
        with ExitStack() as stack:
            answers = [stack.enter_context(asked_again_and_again(first.url, PATH, keep)) for keep in (True, False, True)]
            second.await_log("this process answers")
            second.await_log("the theatre is open")
            assert first.end() == 0
            before = [len(each) for each in answers]
            until(lambda: all(len(each) > count + 20 for each, count in zip(answers, before, strict=True)))
        assert [answer for each in answers for answer in each if answer != 200] == []
        plays_on(home)
    finally:
        second.destroy()
