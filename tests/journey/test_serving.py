"""``fabula serve``: what dies comes back, and a second instance takes over without anybody noticing."""

import asyncio
import re
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import psutil
import pytest

from runtime.services import open_services
from runtime.settings import Settings
from storage.postgres.store import PostgresStore
from tests.journey.serving import Instance, asked_again_and_again, free_port, until

PATH = "/api/v1/scenarios"
LIVE = ("--live", "montagues", "--tempo", "0.2", "--seed", "1")


@pytest.fixture(scope="module")
def first(home: Path) -> Iterator[Instance]:
    """An instance with two processes that answer, and an ecosystem that lives."""
    instance = Instance(home, free_port(), *LIVE, "--reuse-port", FABULA_WORKERS="2")
    try:
        instance.await_log("the theatre is open")
        yield instance
    finally:
        instance.destroy()


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


def test_counts_never_fall_when_processes_are_killed(first: Instance, home: Path) -> None:
    before = number(metrics(first.url), "character_interactions_total")
    for actor in [child for child in psutil.process_iter() if child.name().startswith("ray::EcosystemProcess")]:
        if str(home) in actor.environ().get("FABULA_HOME", ""):
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
    assert httpx.get(f"{first.url}/api/v1/scenarios/nowhere", headers={"X-Request-ID": "find-me"}).status_code == 404
    until(lambda: any(line.get("request_id") == "find-me" for line in first.log))
    (line,) = [line for line in first.log if line.get("request_id") == "find-me"]
    assert (line["process"], line["level"]) == ("gateway", "info")
    assert [line for line in first.log if line.get("bare")] == []


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
