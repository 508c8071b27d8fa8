"""The WebSocket: who comes in, what is told, what may be said, and with which code it ends."""

import asyncio
import json

import pytest
import pytest_asyncio
from websockets.exceptions import InvalidStatus

from gateway.schemas.streams import SUBPROTOCOL
from gateway.streams import conversation, telling, watch
from tests.contract.gateway.streaming.conftest import founded, serving
from tests.contract.gateway.streaming.line import line

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def inside(served, town, operator):
    """A client that was let in."""
    async with line(served, town.id) as opened:
        await opened.enter(operator)
        yield opened


# ---------------------------------------------------------------- coming in


async def test_who_is_let_in_hears_what_he_or_she_may_do(served, town, operator):
    async with line(served, town.id) as opened:
        assert opened.socket.subprotocol == SUBPROTOCOL
        assert opened.socket.response.headers["x-request-id"]
        ready = await opened.enter(operator)
    assert ready == {"type": "ready", "ecosystem": town.id, "level": "owner", "commands": ready["commands"]}
    assert "step" in ready["commands"]


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1", "https://127.0.0.1.evil.example", "file://"]
)
async def test_pages_of_others_open_nothing(served, town, origin):
    with pytest.raises(InvalidStatus) as refused:
        async with line(served, town.id, origin=origin):
            pass
    answer = refused.value.response
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
    assert json.loads(answer.body)["code"] == "forbidden"


async def test_own_pages_and_those_that_are_allowed_may_and_who_is_no_page(settings, operator):
    allowed = settings.model_copy(update={"origins": "https://page.example"})
    async with serving(allowed) as served:
        town = await founded(served)
        for origin in (None, "https://page.example", f"http://127.0.0.1:{served.port}"):
            async with line(served, town.id, origin=origin) as opened:
                await opened.enter(operator)


async def test_who_opens_too_many_is_told_when_to_go_on(settings, operator):
    """What was opened from this address before counts too, so it is asked until it is refused."""
    async with serving(settings.model_copy(update={"rate_limit": 8})) as served:
        town = await founded(served)
        with pytest.raises(InvalidStatus) as refused:
            for _ in range(6):
                async with line(served, town.id) as opened:
                    await opened.enter(operator)
        answer = refused.value.response
        assert (answer.status_code, answer.headers["content-type"]) == (429, "application/problem+json")
        assert json.loads(answer.body)["code"] == "too_many_requests"
        assert 1 <= int(answer.headers["retry-after"]) <= 60


async def test_who_says_nothing_is_not_waited_for(served, town, monkeypatch):
    monkeypatch.setattr(conversation, "AUTH_SECONDS", 0.05)
    async with line(served, town.id) as opened:
        assert await opened.code() == 4408


FIRST = [
    {"type": "subscribe"}, {"type": "ping"}, {"type": "command", "id": "1", "name": "step"}, {"type": "auth", "token": 1},
    {"type": "auth", "token": "a", "ticket": "b"}, {"type": "auth", "user": "admin"}, {"type": "hello"}, {}, [], "no json", "",
    '{"type":"auth"', b"\x00", "null", "\ud7ff" * 9, '{"type":"auth","token":"' + "x" * 5000 + '"}',
]  # fmt: skip


async def test_who_begins_otherwise_than_by_saying_who_asks_is_sent_away(served, town):
    for first in FIRST:
        async with line(served, town.id) as opened:
            await opened.say(first)
            assert await opened.code() == 4400, first


async def test_there_is_nothing_to_enter_where_there_is_nothing(served, town, operator):
    async with line(served, "atlantis") as opened:
        await opened.say({"type": "auth", "token": operator.token})
        assert await opened.code() == 4404


# ---------------------------------------------------------------- being told


async def test_who_subscribes_after_a_number_is_told_what_came_and_what_comes(inside, town):
    await town.happen(2)
    opened = await inside.ask({"type": "subscribe", "id": "s1", "after": 3})
    assert opened == {"type": "opened", "ecosystem": town.id, "after": 3, "id": "s1", "head": town.last}
    assert await inside.told(town.last - 3) == list(range(4, town.last + 1))
    happened = await town.happen(3)
    assert await inside.told(len(happened)) == [event.seq for event in happened]


async def test_an_event_is_the_same_as_over_sse(inside, town):
    await inside.ask({"type": "subscribe", "after": 0})
    for event in town.tale.events:
        frame = await inside.hear()
        assert frame.pop("body") == event.body
        assert frame == {
            "type": "event", "ecosystem": town.id, "seq": event.seq, "tick": event.tick, "kind": event.kind, "id": event.id,
            "scene": event.scene, "index": event.index,
        }  # fmt: skip


async def test_only_what_is_wanted_is_told_and_another_subscription_takes_the_place_of_the_first(inside, town):
    await town.happen(2)
    wish = {"type": "subscribe", "after": 0, "kinds": ["interaction"], "characters": ["javert"], "from_tick": 2}
    assert (await inside.ask(wish))["type"] == "opened"
    due = [event.seq for event in town.tale.events if event.kind == "interaction" and event.tick >= 2]
    assert await inside.told(len(due)) == due
    assert (await inside.ask({"type": "subscribe", "kinds": ["tick_completed"]}))["after"] == town.last
    happened = await town.happen(2)
    assert await inside.told(2) == [event.seq for event in happened if event.kind == "tick_completed"]


async def test_who_unsubscribes_is_told_nothing_more(inside, town):
    await inside.ask({"type": "subscribe"})
    assert await inside.ask({"type": "unsubscribe", "id": "u"}) == {"type": "ack", "id": "u", "result": {}}
    await town.happen(3)
    assert await inside.ask({"type": "ping", "id": "p"}) == {"type": "pong", "id": "p"}


async def test_the_number_moves_on_when_nothing_that_is_wanted_happens(inside, town, monkeypatch):
    monkeypatch.setattr(telling, "POSITION_SECONDS", 0.05)
    await inside.ask({"type": "subscribe", "kinds": ["nothing_such"]})
    await town.happen()
    assert await inside.hear() == {"type": "position", "seq": town.last}


async def test_who_is_too_far_behind_gets_the_state_first(settings, operator):
    async with serving(settings.model_copy(update={"stream_backlog": 4})) as served:
        town = await founded(served)
        await town.happen(3)
        async with line(served, town.id) as opened:
            await opened.enter(operator)
            begun = await opened.ask({"type": "subscribe", "after": 2})
            snapshot = await opened.hear()
            assert (begun["after"], snapshot["type"], snapshot["seq"]) == (town.last, "snapshot", town.last)
            happened = await town.happen()
            assert await opened.told(4) == [event.seq for event in happened]


# ---------------------------------------------------------------- commanding


async def test_a_command_is_acknowledged_under_its_id_and_stands_in_the_agenda(inside, served, town, players):
    command = {"type": "command", "name": "step", "input": {"ticks": 3}, "key": "once"}
    first = await inside.ask({"id": "c7", **command})
    assert (first["type"], first["id"], first["result"]["kind"], first["result"]["at_tick"]) == ("ack", "c7", "step", 3)
    assert await inside.ask({"id": "c8", **command}) == {**first, "id": "c8"}
    (due,) = await served.ports.store.due(town.id)
    assert (due.kind, due.key, due.body["until"]) == ("step", first["result"]["key"], 3)


async def test_each_command_does_what_it_does_over_http(inside, served, town, players):
    store = served.ports.store

    async def done(name, **input):
        answer = await inside.ask({"type": "command", "id": name, "name": name, "input": input})
        assert answer["type"] == "ack", answer
        return {due.kind: due.body for due in await store.due(town.id)}

    assert (await done("start", tempo_ms=60_000))["live"] == {"tempo_ms": 60_000}
    assert (await done("tempo", tempo_ms=70_000))["live"] == {"tempo_ms": 70_000}
    assert "pause" in await done("pause", reason="supper")
    assert "pause" not in await done("resume")
    assert "live" not in await done("stop")
    mood = {"what": "mood", "character": "javert", "mood": [0, 0, 0]}
    assert (await done("direct", directive=mood))["directive"]["order"]["character"] == "javert"
    assert (await done("chat", character="javert", words="Good evening."))["talk"]["order"]["words"] == "Good evening."


async def test_a_command_that_makes_no_sense_is_refused_and_the_connection_goes_on(inside, served, town, players):
    for frame, pointer in (
        ({"name": "dance"}, "/name"),
        ({"name": "step", "input": {"ticks": 0}}, "/input/ticks"),
        ({"name": "step", "input": {"ticks": "many"}}, "/input/ticks"),
        ({"name": "step", "input": {"until": 3}}, "/input/until"),
        ({"name": "direct", "input": {"directive": {"what": "flood"}}}, "/input/directive"),
    ):
        answer = await inside.ask({"type": "command", "id": "c", **frame})
        assert (answer["type"], answer["id"], answer["status"], answer["code"]) == ("refused", "c", 422, "invalid_request")
        assert answer["errors"][0]["pointer"] == pointer
    assert (await inside.ask({"type": "ping"}))["type"] == "pong"
    assert await served.ports.store.due(town.id) == []


async def test_while_nobody_plays_commands_are_refused_for_now(inside):
    answer = await inside.ask({"type": "command", "id": "c", "name": "step"})
    assert (answer["status"], answer["code"], answer["retry_after"]) == (503, "theatre_away", 2.0)


# ---------------------------------------------------------------- how it ends


WRONG = [
    "no json", b"{}", {"type": "dance"}, {"type": "subscribe", "after": -1}, {"type": "subscribe", "ecosystem": "another"},
    {"type": "subscribe", "after": "2; DROP TABLE"}, {"type": "command", "name": "step"}, {"type": "ping", "id": ""},
    {"type": "auth"},
    {"type": "subscribe", "kinds": ["x"] * 51}, {"type": "command", "id": "x" * 65, "name": "step"},
]  # fmt: skip


async def test_who_says_what_may_not_be_said_is_sent_away(served, town, operator):
    for frame in WRONG:
        async with line(served, town.id) as opened:
            await opened.enter(operator)
            await opened.say(frame)
            assert await opened.code() == 4400, frame


async def test_a_frame_that_is_too_large_ends_the_connection(settings, operator):
    async with serving(settings.model_copy(update={"body_limit": 2048})) as served:
        town = await founded(served)
        async with line(served, town.id) as opened:
            await opened.enter(operator)
            await opened.say(json.dumps({"type": "ping", "id": "x" * 3000}))
            assert await opened.code() == 1009


async def test_who_speaks_too_often_is_sent_away(inside):
    async def much():
        for _ in range(int(conversation.FRAMES_AT_ONCE) + 20):
            await inside.say({"type": "ping"})

    speaking = asyncio.create_task(much())
    assert await inside.code() == 4429
    await asyncio.wait([speaking])
    speaking.exception()


async def test_when_the_gateway_ends_everybody_is_told_to_come_back_subscribed_or_not(settings, town, operator):
    async with serving(settings) as ending, line(ending, town.id) as told, line(ending, town.id) as silent:
        await told.enter(operator)
        await silent.enter(operator)
        await told.ask({"type": "subscribe"})
        ending.drain()
        assert [await told.code(), await silent.code()] == [1012, 1012]


async def test_when_an_ecosystem_is_deleted_nobody_stays(served, town, operator, monkeypatch):
    monkeypatch.setattr(watch, "LOOK_SECONDS", 0.05)
    async with line(served, town.id) as opened:
        await opened.enter(operator)
        await opened.ask({"type": "subscribe"})
        await served.ports.store.delete(town.id)
        assert await opened.code() == 4404


async def test_who_leaves_is_forgotten(served, town, inside):
    await inside.ask({"type": "subscribe"})
    assert served.hub.readers == 1
    await inside.socket.close()
    for _ in range(500):
        if not served.hub.readers:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("still counted")
