"""Worlds of one's own characters: who comes, who stays away, and who feels what for whom at first."""

import pytest

from gateway.schemas.ecosystems import MOST_GUESTS

ECOSYSTEMS, CHARACTERS = "/api/v1/ecosystems", "/api/v1/characters"
EMPTY = {"scenario": "empty-stage", "seed": 7}


async def kept(client, id: str, **more) -> str:
    """The id, in the library, of a new character."""
    answer = await client.post(CHARACTERS, json={"persona": {"id": id, "name": id.title(), **more}})
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def founded(client, **wished) -> str:
    """The path of a new ecosystem."""
    answer = await client.post(ECOSYSTEMS, json={**EMPTY, **wished})
    assert answer.status_code == 201, answer.text
    return answer.headers["location"]


async def test_one_s_own_characters_live_alone_on_an_empty_stage(victor):
    ada, tom = await kept(victor, "ada"), await kept(victor, "tom", wants=[{"goal": "court", "about": "ada", "text": "win Ada"}])
    path = await founded(
        victor,
        guests=[{"character": ada, "haunts": ["mill"]}, {"character": tom}],
        relationships=[{"from": "tom", "to": "ada", "affinity": 800, "attraction": 700, "familiarity": 600, "bond": "neighbour"}],
    )
    people = (await victor.get(f"{path}/characters")).json()["items"]
    assert [(one["id"], one["place"]) for one in people] == [("ada", "mill"), ("tom", "square")]
    (tie,) = (await victor.get(f"{path}/relationships")).json()["items"]
    assert (tie["owner"], tie["target"], tie["kind"], tie["affinity"], tie["bond"]) == ("tom", "ada", "beloved", 800, "neighbour")
    assert (await victor.get(f"{path}/characters/tom")).json()["persona"]["wants"][0]["about"] == "ada"


async def test_guests_come_among_those_who_are_there_and_some_stay_away(victor):
    path = await founded(victor, scenario="montagues", guests=[{"character": await kept(victor, "ada")}], without=["tybalt"])
    people = {one["id"] for one in (await victor.get(f"{path}/characters")).json()["items"]}
    assert "ada" in people and "romeo" in people and "tybalt" not in people


async def test_what_was_founded_stays_when_the_character_changes(victor):
    ada = await kept(victor, "ada")
    path = await founded(victor, guests=[{"character": ada}])
    await victor.put(f"{CHARACTERS}/{ada}", json={"persona": {"id": "ada", "name": "Another"}}, headers={"If-Match": "*"})
    await victor.delete(f"{CHARACTERS}/{ada}", headers={"If-Match": "*"})
    assert (await victor.get(f"{path}/characters/ada")).json()["name"] == "Ada"


async def test_the_same_key_founds_the_same_world_once(victor, app):
    wished = {**EMPTY, "guests": [{"character": await kept(victor, "ada")}]}
    first, second = [await victor.post(ECOSYSTEMS, json=wished, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert first.json()["id"] == second.json()["id"]
    assert len(await app.state.ports.store.heads()) == 1


async def test_strangers_move_in_around_them(victor):
    path = await founded(victor, guests=[{"character": await kept(victor, "ada")}], cast=20)
    assert (await victor.get(path)).json()["characters"] == 20


async def test_nobody_takes_characters_of_somebody_else(victor, juliette, app):
    ada = await kept(victor, "ada")
    answer = await juliette.post(ECOSYSTEMS, json={**EMPTY, "guests": [{"character": ada}]})
    nothing = await juliette.post(ECOSYSTEMS, json={**EMPTY, "guests": [{"character": "f" * len(ada)}]})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/guests/0/character")
    assert answer.json()["detail"].replace(ada, "f" * len(ada)) == nothing.json()["detail"]
    assert await app.state.ports.store.heads() == []


def tie(one: str, other: str, **more) -> dict:
    return {"from": one, "to": other, **more}


@pytest.mark.parametrize(
    ("wished", "place"),
    [
        ({}, "/guests"),
        ({"scenario": "montagues", "without": ["hamlet"]}, "/without/0"),
        ({"scenario": "montagues", "without": ["Not an id"]}, "/without/0"),
        ({"guests": [{"character": "ADA"}, {"character": "ADA"}]}, "/guests/1"),
        ({"guests": [{"character": "ADA", "haunts": ["mill", "moon"]}]}, "/guests/0/haunts/1"),
        ({"guests": [{"character": "ADA", "place": "mill"}]}, "/guests/0/place"),
        ({"guests": [{"character": "'; DROP TABLE fabula.characters; --"}]}, "/guests/0/character"),
        ({"guests": [{"character": ""}]}, "/guests/0/character"),
        ({"guests": [{"character": "x"}] * (MOST_GUESTS + 1)}, "/guests"),
        ({"guests": ["ADA"]}, "/guests/0"),
        ({"guests": [{"character": "ADA"}], "relationships": [tie("ada", "tom")]}, "/relationships/0/to"),
        ({"guests": [{"character": "ADA"}], "relationships": [tie("ada", "ada")]}, "/relationships/0/to"),
        ({"guests": [{"character": "ADA"}], "relationships": [tie("ada", "tom", affinity=1001)]}, "/relationships/0/affinity"),
        (
            {"guests": [{"character": "ADA"}], "relationships": [tie("ada", "tom", familiarity=-1)]},
            "/relationships/0/familiarity",
        ),
        ({"guests": [{"character": "ADA"}], "relationships": [tie("ada", "tom", trust=0.5)]}, "/relationships/0/trust"),
        ({"guests": [{"character": "ADA"}], "relationships": [tie("ada", "tom", kind="friend")]}, "/relationships/0/kind"),
        ({"scenario": "montagues", "relationships": [tie("romeo", "juliet"), tie("romeo", "juliet")]}, "/relationships/1"),
        ({"scenario": "montagues", "relationships": [tie("romeo", "juliet", bond="\u202e")]}, "/relationships/0/bond"),
    ],
)
async def test_what_is_wrong_is_named_with_its_place_and_founds_nothing(victor, app, sql, wished, place):
    ada = await kept(victor, "ada")
    for guest in wished.get("guests", []):
        if isinstance(guest, dict) and guest.get("character") == "ADA":
            guest["character"] = ada
    answer = await victor.post(ECOSYSTEMS, json={**EMPTY, **wished})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, place), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert await app.state.ports.store.heads() == []
    assert await sql.fetchval("SELECT count(*) FROM fabula.ownerships") == 0


async def test_guests_count_for_the_quota(victor, app):
    before = await victor.post(ECOSYSTEMS, json={**EMPTY, "cast": 100_000, "guests": [{"character": await kept(victor, "ada")}]})
    assert (before.status_code, before.json()["code"]) == (403, "quota_spent")
    assert await app.state.ports.store.heads() == []
