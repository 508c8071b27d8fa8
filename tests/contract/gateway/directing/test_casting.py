"""Who joins a living cast over HTTP, and who leaves it."""

import pytest

from runtime import looking_back
from runtime.graphs import graphs_at
from tests.contract.gateway.directing.test_orders import WAIT, at
from tests.contract.gateway.people import person
from tests.pictures import png

HAMLET = {
    "id": "hamlet", "name": "Hamlet of Denmark", "short": "Hamlet", "pronoun": "he", "role": "a prince on his travels",
    "traits": {"openness": 700, "neuroticism": 600}, "wants": [{"goal": "belong", "weight": 300, "text": "find a friend"}],
}  # fmt: skip
FRIENDS = [{"from": "hamlet", "to": "mercutio", "affinity": 500, "mutual": True}]


async def then_and_now(ports, ecosystem, past, monkeypatch):
    """The graph before somebody came, looked up from now back, is the one that the chronicle says; and so is that of now."""
    monkeypatch.setattr(looking_back, "FEW", 0)
    monkeypatch.setattr(looking_back, "WORTH", 0)
    head = await ports.store.head(ecosystem)
    for tick in (past, head.tick):
        found = await looking_back.graph_then(ports.store, ports.pages, head, tick)
        (folded,) = await graphs_at(ports.store, ecosystem, {"at": tick})
        assert await found.relationships() == await folded.relationships()
        assert await found.centralities() == await folded.centralities()


async def test_somebody_new_comes_is_known_and_leaves_for_good(app, client, verona, played, monkeypatch):
    store = app.state.ports.store
    sent = {"persona": HAMLET, "place": "square", "relationships": FRIENDS, "at_once": True}
    came = await client.post(at(verona, "characters"), json=sent, headers=WAIT)
    assert (came.status_code, came.json()["effect"]["kind"]) == (200, "directed")
    assert (await store.whereabouts(verona))["hamlet"] == "square"
    past = came.json()["effect"]["tick"] - 1
    for at_tick, number in ((past, 0), (past + 1, 1)):
        told = (
            await client.get(at(verona, "relationships"), params={"owner": "mercutio", "target": "hamlet", "at": at_tick})
        ).json()
        assert len(told["items"]) == number, "what others feel for a newcomer is as old as his coming"
    points = (await client.get(at(verona, "relationships", "history"), params={"owner": "mercutio", "target": "hamlet"})).json()
    assert [point["cause"]["kind"] for point in points["items"]] == ["character_joined"]
    await then_and_now(app.state.ports, verona, past, monkeypatch)
    felt = {(row.owner, row.target): row.affinity for row in await store.relationships(verona)}
    assert felt["hamlet", "mercutio"] == felt["mercutio", "hamlet"] == 500
    went = await client.delete(at(verona, "characters", "hamlet"), params={"at_once": True}, headers=WAIT)
    assert (went.status_code, went.json()["state"]) == (200, "done")
    assert (await store.whereabouts(verona)).get("hamlet", "") == ""
    again = await client.post(at(verona, "characters"), json=sent)
    assert (again.status_code, again.json()["errors"][0]["pointer"]) == (422, "persona/id")


async def test_a_character_of_ones_library_comes(app, client, verona, played):
    kept = (await client.post("/api/v1/characters", json={"persona": HAMLET})).json()
    came = await client.post(at(verona, "characters"), json={"library": kept["id"], "at_once": True}, headers=WAIT)
    assert came.status_code == 200
    assert "hamlet" in await app.state.ports.store.whereabouts(verona)


async def test_a_character_of_ones_library_comes_with_its_picture(client, verona, played):
    kept = (await client.post("/api/v1/characters", json={"persona": HAMLET})).json()
    given = await client.put(f"/api/v1/characters/{kept['id']}/portrait", content=png(), headers={"If-Match": "*"})
    name = given.json()["persona"]["portrait"]
    bare = await client.post(at(verona, "characters"), json={"persona": {**HAMLET, "portrait": name}}, headers=WAIT)
    assert (bare.status_code, bare.json()["errors"][0]["pointer"]) == (422, "/persona/portrait")
    came = await client.post(at(verona, "characters"), json={"library": kept["id"], "at_once": True}, headers=WAIT)
    assert came.status_code == 200
    assert (await client.get(at(verona, "pictures", name))).content == png()


@pytest.mark.parametrize(
    ("sent", "status", "place"),
    [
        ({}, 422, "/persona"),
        ({"persona": HAMLET, "library": "x"}, 422, "/persona"),
        ({"persona": {**HAMLET, "id": "romeo"}}, 422, "persona/id"),
        ({"persona": {**HAMLET, "epoch": 3}}, 422, "/persona/epoch"),
        ({"persona": HAMLET, "place": "elsinore"}, 422, "place"),
        ({"persona": HAMLET, "relationships": [{"from": "romeo", "to": "juliet"}]}, 422, "regards"),
        ({"library": "nobody"}, 404, None),
    ],
)
async def test_nobody_comes_in_a_way_that_makes_no_sense(client, verona, players, sent, status, place):
    answer = await client.post(at(verona, "characters"), json=sent)
    assert answer.status_code == status, answer.text
    assert place is None or answer.json()["errors"][0]["pointer"] == place
    assert (await client.get(at(verona, "directives"))).json() == []


async def test_only_owners_have_people_come_and_go(app, client, verona, players):
    director = (await person(app, "friend", "premium")).headers
    await client.put(at(verona, "shares", "friend"), json={"level": "director"})
    assert (await client.post(at(verona, "characters"), json={"persona": HAMLET}, headers=director)).status_code == 403
    assert (await client.delete(at(verona, "characters", "romeo"), headers=director)).status_code == 403
