"""A world that has been played, as its ecosystem is told; and worlds that are not there."""

import pytest

from actors.ports import SNAPSHOTS
from tests.contract.gateway.resources.conftest import API, READING, pages_of

pytestmark = READING

ECOSYSTEMS = f"{API}/ecosystems"


async def test_a_cursor_of_another_list_is_refused(guest, played):
    events = (await guest.get(f"{played.path}/events", params={"limit": 1})).json()["next_cursor"]
    for path in (ECOSYSTEMS, f"{played.path}/interactions", f"{played.path}/relationships"):
        answer = await guest.get(path, params={"cursor": events})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "query/cursor")


async def test_what_the_last_tick_came_to_is_told(guest, played):
    body = (await guest.get(played.path)).json()
    last = played.events[-1]
    assert body["last_tick"] == {key: last.body[key] for key in ("interactions", "moves", "idle")}
    assert (body["seq"], body["tick"], body["hash"]) == (last.seq, last.tick, played.hash)


@pytest.mark.parametrize("name", ["nothing", "o'brien; --", 'a"b', "a%0Ab", "%25", "é", "..%2f..", "x" * 150])
@pytest.mark.parametrize("below", ["", "/events", "/events/1"])
async def test_an_ecosystem_that_is_not_there_is_answered_so(guest, name, below):
    answer = await guest.get(f"{ECOSYSTEMS}/{name}{below}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_projection_that_lags_says_by_how_much(guest, played):
    lags = {lag["target"]: lag for lag in (await guest.get(f"{played.path}/health")).json()["projections"]}
    assert lags[SNAPSHOTS]["state"] == "behind"
    assert lags[SNAPSHOTS]["seq"] + lags[SNAPSHOTS]["behind"] == len(played.events)


async def test_why_people_did_nothing_in_the_last_tick_is_told(guest, played):
    body = (await guest.get(f"{played.path}/health")).json()
    assert body["idle"] == played.events[-1].body["idle"]


async def test_places_are_told_by_id(guest, played):
    pages = await pages_of(guest, f"{played.path}/places", limit=1)
    assert [[place["id"] for place in page] for page in pages] == [["inn"], ["square"]]
    assert pages[0][0] == {"id": "inn", "name": "the inn", "at": "at the inn", "public": True}
