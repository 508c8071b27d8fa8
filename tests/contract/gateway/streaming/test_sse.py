"""Server-Sent Events: every event once and in order, across everything that may happen to a stream."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from gateway.streams import sse, watch
from tests.contract.gateway.streaming.conftest import serving
from tests.contract.gateway.streaming.events import messages, told

pytestmark = pytest.mark.asyncio(loop_scope="module")


def path(served, town):
    return f"{served.url}/ecosystems/{town.id}/events/stream"


@asynccontextmanager
async def streaming(http, url, **how):
    async with http.stream("GET", url, **how) as answer:
        assert answer.status_code == 200, await answer.aread()
        yield messages(answer)


async def test_a_stream_begins_by_saying_where_and_how_soon_to_come_back(http, served, town):
    async with http.stream("GET", path(served, town)) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-store"
        first = await anext(messages(answer))
    assert (first.event, first.id, first.retry) == ("opened", town.last, 1000)
    assert first.data == {"type": "opened", "ecosystem": town.id, "after": town.last, "head": town.last}


async def test_what_happens_is_told_with_its_number_and_everything_that_the_chronicle_has(http, served, town):
    async with streaming(http, path(served, town)) as stream:
        await anext(stream)
        happened = await town.happen(2)
        seen = await told(stream, len(happened))
    assert [message.id for message in seen] == [event.seq for event in happened]
    for message, event in zip(seen, happened, strict=True):
        assert message.data == {
            "type": "event", "ecosystem": town.id, "seq": event.seq, "tick": event.tick, "kind": event.kind, "id": event.id,
            "scene": event.scene, "index": event.index, "body": message.data["body"],
        }  # fmt: skip
        assert message.data["body"] == event.body


@pytest.mark.parametrize("how", ["header", "query", "both"])
async def test_who_comes_back_gets_what_came_after_the_last_number(http, served, town, how):
    await town.happen(3)
    query = {"after": 2 if how == "both" else 5} if how != "header" else {}
    headers = {"Last-Event-ID": "5"} if how != "query" else {}
    async with streaming(http, path(served, town), params=query, headers=headers) as stream:
        seen = await told(stream, town.last - 5)
    assert [message.id for message in seen] == list(range(6, town.last + 1))


async def test_nothing_is_missing_or_doubled_however_often_one_comes_back(http, served, town):
    seen: list[int] = []

    async def happening():
        for _ in range(15):
            await town.happen()
            await asyncio.sleep(0.01)

    going_on = asyncio.create_task(happening())
    while len(seen) < 4 + 15 * 4:
        async with streaming(http, path(served, town), params={"after": seen[-1] if seen else 0}) as stream:
            seen += [message.id for message in await told(stream, min(7, 64 - len(seen)))]
    await going_on
    assert seen == list(range(1, town.last + 1))


@pytest.mark.parametrize(
    ("query", "admits"),
    [
        ({"kind": "interaction"}, lambda event: event.kind == "interaction"),
        ({"kind": ["interaction", "character_moved"]}, lambda event: event.kind in ("interaction", "character_moved")),
        ({"character": "cosette"}, lambda event: event.kind in ("interaction", "character_reflected", "character_joined")
            and event.body.get("character") in (None, "cosette")),
        ({"from_tick": 2, "until_tick": 3}, lambda event: 2 <= event.tick <= 3),
        ({"kind": "tick_completed", "from_tick": 3}, lambda event: event.kind == "tick_completed" and event.tick >= 3),
    ],
)  # fmt: skip
async def test_only_what_is_asked_for_is_told(http, served, town, query, admits):
    await town.happen(4)
    due = [event.seq for event in town.tale.events if admits(event)]
    async with streaming(http, path(served, town), params={"after": 0, **query}) as stream:
        assert [message.id for message in await told(stream, len(due))] == due


async def test_a_ping_moves_the_number_on_when_nothing_that_is_wanted_happens(http, served, town, monkeypatch):
    monkeypatch.setattr(sse, "PING_SECONDS", 0.05)
    async with streaming(http, path(served, town), params={"kind": "interaction", "character": "nobody"}) as stream:
        await anext(stream)
        await town.happen()
        while (ping := await anext(stream)).id != town.last:
            pass
    assert (ping.comments, ping.data) == (["ping"], None)


async def test_while_the_bus_is_away_the_chronicle_is_looked_into(http, served, town):
    async with streaming(http, path(served, town)) as stream:
        await anext(stream)
        happened = await town.happen(announced=False)
        assert [message.id for message in await told(stream, len(happened))] == [event.seq for event in happened]


async def test_when_the_gateway_ends_its_readers_go_on_at_the_next_one(http, served, town, settings):
    async with serving(settings) as ending, streaming(http, path(ending, town)) as stream:
        begun = await anext(stream)
        first = await town.happen()
        seen = [message.id for message in await told(stream, len(first))]
        ending.drain()
        parting = await anext(stream)
        assert (parting.event, parting.id, parting.retry) == ("restarting", seen[-1], 50)
        assert [message async for message in stream] == []
        await town.happen()
        async with streaming(http, path(served, town), headers={"Last-Event-ID": str(parting.id)}) as other:
            seen += [message.id for message in await told(other, 4)]
    assert seen == list(range(begun.id + 1, town.last + 1))


async def test_who_is_too_far_behind_gets_the_state_once_and_goes_on_from_there(http, served, town, settings):
    await town.happen(3)
    few = settings.model_copy(update={"stream_backlog": 6})
    async with serving(few) as impatient, streaming(http, path(impatient, town), params={"after": 1}) as stream:
        opened, snapshot = await anext(stream), await anext(stream)
        assert (opened.id, snapshot.event, snapshot.id) == (town.last, "snapshot", town.last)
        head = await served.ports.store.head(town.id)
        state = snapshot.data
        assert (state["seq"], state["tick"], state["hash"], state["complete"]) == (head.seq, head.tick, head.hash, True)
        assert {one["id"]: one["place"] for one in state["cast"]} == await served.ports.store.whereabouts(town.id)
        feelings = {(one["owner"], one["target"]): one["affinity"] for one in state["relationships"]}
        rows = await served.ports.store.relationships(town.id)
        assert feelings == {(row.owner, row.target): row.affinity for row in rows}
        happened = await town.happen()
        assert [message.id for message in await told(stream, 4)] == [event.seq for event in happened]


async def test_a_stream_of_an_ecosystem_that_is_deleted_ends_with_the_reason(http, served, town, monkeypatch):
    monkeypatch.setattr(watch, "LOOK_SECONDS", 0.05)
    async with streaming(http, path(served, town)) as stream:
        await anext(stream)
        await served.ports.store.delete(town.id)
        parting = await anext(stream)
        assert (parting.event, parting.data["code"]) == ("ended", "ecosystem_unknown")
        assert [message async for message in stream] == []


async def test_what_makes_no_sense_is_refused_before_the_stream_begins(http, served, town):
    for name, value in {"after": (-1, "x"), "from_tick": (-1,), "until_tick": ("x",), "kind": (["x"] * 51,)}.items():
        for wrong in value:
            answer = await http.get(path(served, town), params={name: wrong})
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request"), (name, wrong)
    for wrong in (b"x", b"-1", "²".encode(), b"1" * 30):
        answer = await http.get(path(served, town), headers={"Last-Event-ID": wrong})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request"), wrong


async def test_there_is_no_stream_of_what_there_is_not(http, served, town):
    answer = await http.get(f"{served.url}/ecosystems/atlantis/events/stream")
    assert (answer.status_code, answer.json()["code"]) == (404, "ecosystem_unknown")


async def test_who_leaves_is_forgotten(http, served, town):
    async with streaming(http, path(served, town)) as stream:
        await anext(stream)
        assert served.hub.readers == 1
    for _ in range(500):
        if not served.hub.readers:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("still counted")


async def test_readers_share_one_reading_of_the_chronicle(http, served, town, monkeypatch):
    reads, events = [], served.ports.store.events

    def counted(ecosystem, after=0, until=None):
        if ecosystem == town.id:
            reads.append(after)
        return events(ecosystem, after, until)

    monkeypatch.setattr(type(served.ports.store), "events", lambda self, *arguments: counted(*arguments))
    async with asyncio.TaskGroup() as group:
        begun, seen = asyncio.Semaphore(0), []

        async def reader():
            async with streaming(http, path(served, town)) as stream:
                await anext(stream)
                begun.release()
                seen.append([message.id for message in await told(stream, 40)])

        for _ in range(20):
            group.create_task(reader())
        for _ in range(20):
            await begun.acquire()
        reads.clear()
        await town.happen(10)
    assert seen == [list(range(5, 45))] * 20
    assert len(reads) <= 12
