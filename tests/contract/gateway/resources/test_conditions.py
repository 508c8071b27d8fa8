"""Whether something happens in an ecosystem, and if not, why."""

import pytest

from actors.ports import MEMORY_INDEX, SNAPSHOTS, Due
from runtime.creation import create
from tests import inn
from tests.contract.gateway.resources.conftest import API

PATH = f"{API}/ecosystems/inn/health"


@pytest.fixture
async def ports(app, client):
    await create(app.state.ports.store, inn.SIX_AT_AN_INN, 7, "inn")
    return app.state.ports


async def health(client):
    answer = await client.get(PATH)
    assert answer.status_code == 200, answer.text
    return answer.json()


def codes(body):
    return [reason["code"] for reason in body["reasons"]]


async def test_nothing_happens_where_nothing_is_due(client, ports):
    body = await health(client)
    assert (body["happening"], codes(body), body["players"]) == (False, ["nothing_due"], "down")


async def test_something_is_due_and_nobody_plays(client, ports):
    await ports.store.order("inn", Due("live", "tempo", 0, {"tempo_ms": 500}))
    assert codes(await health(client)) == ["players_away"]


async def test_something_happens(client, ports, players):
    await ports.store.order("inn", Due("live", "tempo", 0, {"tempo_ms": 500}))
    body = await health(client)
    assert (body["happening"], body["reasons"], body["players"]) == (True, [], "up")


async def test_who_paused_it_and_why_is_told(client, ports, players):
    await ports.store.order("inn", Due("run", "r", 0, {"until": 9}))
    await ports.store.mark("inn", "paused", "3 supervisors in a row died")
    body = await health(client)
    assert (body["happening"], body["reasons"]) == (
        False, [{"code": "paused", "text": "it is paused: 3 supervisors in a row died"}]
    )  # fmt: skip


async def test_for_what_it_waits_is_told(client, ports, players):
    await ports.store.order("inn", Due("run", "r", 0, {"until": 9}))
    await ports.board.pin("inn", "Postgres does not answer")
    try:
        body = await health(client)
    finally:
        await ports.board.unpin("inn")
    assert (body["happening"], codes(body)) == (False, ["waiting"])
    assert body["reasons"][0]["text"].endswith("Postgres does not answer")


async def test_how_far_what_is_derived_has_got_is_told(client, ports):
    lags = {lag["target"]: lag for lag in (await health(client))["projections"]}
    assert lags.keys() == {MEMORY_INDEX, SNAPSHOTS}
    assert (lags[SNAPSHOTS]["state"], lags[SNAPSHOTS]["behind"]) == ("current", 0)
    assert lags[MEMORY_INDEX]["state"] == "current"  # nobody remembers anything yet


async def test_a_projection_that_lags_says_by_how_much(guest, played):
    lags = {lag["target"]: lag for lag in (await guest.get(f"{played.path}/health")).json()["projections"]}
    assert lags[SNAPSHOTS]["state"] == "behind"
    assert lags[SNAPSHOTS]["seq"] + lags[SNAPSHOTS]["behind"] == len(played.events)


async def test_why_people_did_nothing_in_the_last_tick_is_told(guest, played):
    body = (await guest.get(f"{played.path}/health")).json()
    assert body["idle"] == played.events[-1].body["idle"]
