"""Whether something happens in an ecosystem, and if not, why."""

import pytest

from actors.ports import MEMORY_INDEX, SNAPSHOTS
from runtime.creation import create
from runtime.ordering import Orders
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


async def test_nothing_happens_where_nothing_is_due(client, ports):
    body = await health(client)
    assert (body["happening"], body["state"], body["players"]) == (False, "resting", "down")
    assert body["reason"].startswith("nothing is due")


async def test_something_is_due_and_nobody_plays(client, ports):
    await Orders(ports.store).live("inn", 500)
    body = await health(client)
    assert (body["happening"], body["state"], body["tempo_ms"]) == (False, "unattended", 500)


async def test_something_happens(client, ports, players):
    await Orders(ports.store).live("inn", 500)
    body = await health(client)
    assert (body["happening"], body["state"], body["reason"], body["players"]) == (True, "playing", "", "up")


async def test_who_paused_it_and_why_is_told(client, ports, players):
    await Orders(ports.store).live("inn", 500)
    await Orders(ports.store).pause("inn", "anne", "supper")
    body = await health(client)
    assert (body["happening"], body["state"], body["reason"]) == (False, "paused", "paused by anne: supper")


async def test_that_it_failed_again_and_again_is_told(client, ports, players):
    await ports.store.mark("inn", "paused", "7 supervisors in a row died")
    body = await health(client)
    assert (body["state"], body["reason"]) == ("quarantined", "7 supervisors in a row died")


async def test_for_what_it_waits_is_told(client, ports, players):
    await Orders(ports.store).step("inn", 3)
    await ports.board.pin("inn", "Postgres does not answer")
    try:
        body = await health(client)
    finally:
        await ports.board.unpin("inn")
    assert (body["happening"], body["state"], body["reason"], body["until"]) == (False, "waiting", "Postgres does not answer", 3)


async def test_how_far_what_is_derived_has_got_is_told(client, ports):
    lags = {lag["target"]: lag for lag in (await health(client))["projections"]}
    assert lags.keys() == {MEMORY_INDEX, SNAPSHOTS}
    assert (lags[SNAPSHOTS]["state"], lags[SNAPSHOTS]["behind"]) == ("current", 0)
    assert lags[MEMORY_INDEX]["state"] == "current"  # nobody remembers anything yet
