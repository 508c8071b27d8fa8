"""Watching over HTTP and WebSocket alone: who watches misses nothing and sees nothing twice, whatever is killed or ended."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import aclosing
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from gateway.client import AsyncClient, Client
from gateway.schemas.streams import Happened
from tests.chaos.playing import kill
from tests.journey.serving import Instance, free_port
from tests.journey.shell import REPOSITORY

PASSWORD = "a candlestick, or two of them"


@pytest.fixture(scope="module")
def first(home: Path) -> Iterator[Instance]:
    """A gateway whose port another one may share."""
    instance = Instance(home, free_port(), "--reuse-port", FABULA_RATE_LIMIT="100000")
    try:
        instance.await_log("the theatre is open")
        yield instance
    finally:
        instance.destroy()


@pytest.fixture(scope="module")
def author(first: Instance, home: Path) -> str:
    """Somebody who registered, and whom the administrator lets have ecosystems."""
    with Client(first.url) as client:
        card = client.auth.register("bienvenu", PASSWORD)
        client.auth.log_in("admin", (home / "keys" / "first-admin").read_text().strip())
        client.admin.change_user(str(card.id), role="premium")
    return "bienvenu"


async def town(client: AsyncClient, author: str) -> str:
    """An ecosystem of the author's that lives fast."""
    await client.auth.log_in(author, PASSWORD)
    made = await client.ecosystems.create("les-miserables", seed=3, cast=8)
    await client.orders.start(made.id, tempo_ms=150)
    return made.id


async def watched(client: AsyncClient, ecosystem: str, via: str, number: int, seen: list[int]) -> None:
    """Watch until so many are seen."""
    async with aclosing(client.watch(ecosystem, after=0, via=via)) as all_of_it:  # type: ignore[arg-type]
        async for told in all_of_it:
            assert isinstance(told, Happened)
            seen.append(told.seq)
            if len(seen) >= number:
                return


async def reached(seen: list[list[int]], least: int) -> None:
    """Wait until everybody has seen so many."""
    while any(len(one) < least for one in seen):  # noqa: ASYNC110
        await asyncio.sleep(0.05)


async def struck(instance: Instance, home: Path, seen: list[list[int]]) -> None:
    """Kill the gateway, Valkey, and the gateway again, each while everybody watches."""
    for least, name in ((50, "gateway"), (90, "valkey"), (130, "gateway")):
        await reached(seen, least)
        if name == "valkey":
            kill("valkey-server", home)
        else:
            instance.children("gateway.worker")[0].kill()


def test_an_evening_is_watched_steered_and_taken_home(
    first: Instance, author: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = spec_from_file_location("evening", REPOSITORY / "docs" / "examples" / "evening.py")
    assert spec is not None and spec.loader is not None
    example = module_from_spec(spec)
    spec.loader.exec_module(example)
    kept = tmp_path / "evening.jsonl"
    with Client(first.url) as client:
        client.auth.log_in(author, PASSWORD)
        ecosystem = example.evening(client, kept)
        assert client.ecosystems.get(ecosystem).status == "paused"
    events = [json.loads(line) for line in kept.read_text("utf-8").splitlines()]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert len(events) >= 60
    assert "the great bell fell silent" in kept.read_text("utf-8")
    assert capsys.readouterr().out.splitlines()[0].split() == ["1", "tick", "0", "ecosystem_founded"]


def test_who_watches_two_hundred_events_misses_none_while_gateway_and_bus_are_killed(
    first: Instance, author: str, home: Path
) -> None:
    async def journey() -> None:
        async with AsyncClient(first.url) as client:
            ecosystem = await town(client, author)
            seen: list[list[int]] = [[], []]
            async with asyncio.timeout(300):
                await asyncio.gather(
                    watched(client, ecosystem, "websocket", 200, seen[0]),
                    watched(client, ecosystem, "sse", 200, seen[1]),
                    struck(first, home, seen),
                )  # fmt: skip
            assert seen == [list(range(1, 201))] * 2
            await client.orders.stop(ecosystem)

    asyncio.run(journey())


def test_who_watches_misses_nothing_when_a_second_gateway_takes_over(first: Instance, author: str, home: Path) -> None:
    async def journey() -> None:
        async with AsyncClient(first.url) as client:
            ecosystem = await town(client, author)
            seen: list[list[int]] = [[], []]
            watching = [
                asyncio.create_task(watched(client, ecosystem, via, 160, seen[n])) for n, via in enumerate(("websocket", "sse"))
            ]
            await reached(seen, 40)
            second = await asyncio.to_thread(Instance, home, int(first.url.rpartition(":")[2]), "--reuse-port")
            try:
                await asyncio.to_thread(second.await_log, "this process answers")
                await asyncio.to_thread(second.await_log, "the theatre is open")
                assert await asyncio.to_thread(first.end) == 0
                async with asyncio.timeout(300):
                    await asyncio.gather(*watching)
                assert seen == [list(range(1, 161))] * 2
                await client.orders.stop(ecosystem)
            finally:
                await asyncio.to_thread(second.destroy)

    asyncio.run(journey())
