"""Directing over HTTP: everything is an order that stands when the answer is given."""

import asyncio

import pytest

from tests.contract.gateway.people import person

STORM = {"directive": {"what": "world_event", "event": "storm", "place": "square"}}
WAIT = {"Prefer": "wait=20"}


def at(ecosystem: str, *more: str) -> str:
    return "/".join((f"/api/v1/ecosystems/{ecosystem}", *more))


async def test_what_is_ordered_while_nobody_plays_is_refused_and_may_be_sent_again(client, verona):
    answer = await client.post(at(verona, "directives"), json=STORM)
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "theatre_away", "2")


async def test_whoever_may_not_command_is_told_so_also_while_nobody_plays(app, client, visitor, verona):
    assert (await visitor.post(at(verona, "directives"), json=STORM)).status_code == 401
    stranger = (await person(app, "stranger", "premium")).headers
    assert (await client.post(at(verona, "directives"), json=STORM, headers=stranger)).status_code == 404


async def test_what_is_ordered_can_be_read_while_nobody_plays(client, verona):
    assert (await client.get(at(verona, "directives"))).json() == []


async def test_an_order_is_answered_with_where_to_look_and_waits_until_it_is_played(client, verona, players):
    answer = await client.post(at(verona, "directives"), json={**STORM, "at_tick": 3})
    order = answer.json()
    assert (answer.status_code, order["state"], order["at_tick"]) == (202, "waiting", 3)
    assert answer.headers["location"] == at(verona, "directives", order["key"])
    assert (await client.get(answer.headers["location"])).json() == order
    waiting = (await client.get(at(verona, "directives"))).json()
    assert [(each["key"], each["at_tick"]) for each in waiting] == [(order["key"], 3)]
    assert (await client.delete(answer.headers["location"])).status_code == 204
    assert (await client.delete(answer.headers["location"])).status_code == 404
    assert (await client.get(at(verona, "directives"))).json() == []


async def test_whoever_prefers_to_wait_gets_the_event_in_which_it_took_effect(client, verona, played):
    answer = await client.post(at(verona, "directives"), json={**STORM, "at_once": True}, headers=WAIT)
    order = answer.json()
    assert (answer.status_code, order["state"], answer.headers["preference-applied"]) == (200, "done", "wait=20")
    assert (order["effect"]["kind"], order["effect"]["tick"]) == ("directed", 1)
    assert (await client.get(at(verona, "directives", order["key"]))).json()["effect"] == order["effect"]


async def test_two_people_meet_when_that_is_requested(client, verona, played, app):
    meeting = {"initiator": "romeo", "responder": "tybalt", "move": "insult"}
    answer = await client.post(at(verona, "interactions"), json=meeting, headers=WAIT)
    if answer.status_code == 422:  # the genre has no such move: its names are tuned all the time
        answer = await client.post(at(verona, "interactions"), json={**meeting, "move": ""}, headers=WAIT)
    assert (answer.status_code, answer.json()["effect"]["kind"]) == (200, "directed")


async def test_a_step_plays_so_many_ticks_and_no_more(client, verona, played, app):
    store = app.state.ports.store
    assert (await client.post(at(verona, "step"), json={"ticks": 3})).status_code == 202
    async with asyncio.timeout(120):
        while (await store.head(verona)).tick < 3 or await store.due(verona):  # noqa: ASYNC110 - others play it
            await asyncio.sleep(0.02)
    assert (await store.head(verona)).tick == 3


async def test_it_lives_until_it_is_paused_and_goes_on_when_it_is_resumed(client, verona, played, app):
    store = app.state.ports.store

    async def until(tick: int) -> None:
        async with asyncio.timeout(120):
            while (await store.head(verona)).tick < tick:  # noqa: ASYNC110 - others play it
                await asyncio.sleep(0.02)

    assert (await client.post(at(verona, "start"), json={"tempo_ms": 60})).status_code == 202
    await until(2)
    assert (await client.post(at(verona, "pause"), json={"reason": "supper"})).status_code == 202
    async with asyncio.timeout(120):
        while (await store.head(verona)).status != "paused":  # noqa: ASYNC110 - others play it
            await asyncio.sleep(0.02)
    assert "supper" in (await store.head(verona)).reason
    stood = (await store.head(verona)).tick
    assert (await client.post(at(verona, "resume"))).status_code == 202
    await until(stood + 2)
    assert (await client.post(at(verona, "stop"))).status_code == 202


async def test_the_same_key_is_the_same_order_for_one_person_and_another_one_for_somebody_else(app, client, verona, players):
    other = (await person(app, "another", "admin")).headers
    keyed = {"Idempotency-Key": "storm-1"}
    keys = [
        (await client.post(at(verona, "directives"), json=STORM, headers=headers)).json()["key"]
        for headers in (keyed, keyed, {**keyed, **other})
    ]
    assert keys[0] == keys[1] != keys[2]
    assert len((await client.get(at(verona, "directives"))).json()) == 2


@pytest.mark.parametrize(
    ("directive", "place"),
    [
        ({"what": "world_event", "event": "storm", "place": "atlantis"}, "place"),
        ({"what": "world_event", "event": "other"}, "text"),
        ({"what": "meet", "one": "romeo", "other": "romeo"}, "other"),
        ({"what": "meet", "one": "romeo", "other": "tybalt", "move": "teleport"}, "move"),
        ({"what": "mood", "character": "romeo", "mood": [0, 0, 2000]}, "/directive/mood/mood/2"),
        ({"what": "dance"}, "/directive"),
        ({"what": "move", "character": "romeo", "place": "square", "epoch": 3}, "/directive/move/epoch"),
    ],
)
async def test_what_makes_no_sense_is_refused_by_the_name_of_its_place_and_nothing_is_kept(
    client, verona, players, directive, place
):
    answer = await client.post(at(verona, "directives"), json={"directive": directive})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == place
    assert (await client.get(at(verona, "directives"))).json() == []


async def test_nobody_is_directed_who_is_not_there(client, verona, players):
    answer = await client.post(
        at(verona, "directives"), json={"directive": {"what": "move", "character": "javert", "place": "square"}}
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "character_unknown")


async def test_only_directors_direct(app, client, verona, players):
    stranger = (await person(app, "stranger", "premium")).headers
    answer = await client.post(at(verona, "directives"), json=STORM, headers=stranger)
    assert (answer.status_code, answer.json()["code"]) == (404, "ecosystem_unknown")
    await client.put(at(verona, "shares", "stranger"), json={"level": "viewer"})
    assert (await client.post(at(verona, "directives"), json=STORM, headers=stranger)).status_code == 403
    await client.put(at(verona, "shares", "stranger"), json={"level": "director"})
    assert (await client.post(at(verona, "directives"), json=STORM, headers=stranger)).status_code == 202


async def test_a_character_that_is_spoken_to_answers_and_remembers(app, client, verona, played):
    words = {"character": "romeo", "words": "What do you think of Tybalt?"}
    answer = await client.post(at(verona, "chat"), json=words, headers=WAIT)
    talk = answer.json()
    assert (answer.status_code, talk["state"]) == (200, "done")
    assert [line["speaker"] for line in talk["lines"]][:2] == ["", "romeo"]
    assert talk["lines"][0]["text"] == words["words"]
    texts = [memory.text for memory in await app.state.ports.store.memories(verona) if memory.owner == "romeo"]
    assert any("operator said to me" in text.lower() for text in texts)


@pytest.mark.parametrize(
    ("words", "status", "place"),
    [
        ({"character": "romeo", "words": ""}, 422, "/words"),
        ({"character": "romeo", "words": "x" * 501}, 422, "/words"),
        ({"character": "javert", "words": "Hello"}, 404, None),
        ({"character": "romeo", "words": "Hello", "speaker": "romeo"}, 422, "speaker"),
    ],
)
async def test_nobody_is_spoken_to_in_vain(client, verona, players, words, status, place):
    answer = await client.post(at(verona, "chat"), json=words)
    assert answer.status_code == status
    assert place is None or answer.json()["errors"][0]["pointer"] == place
    assert (await client.get(at(verona, "directives"))).json() == []
