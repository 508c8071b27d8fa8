"""Pictures over the API: who may see them, how they are sent, and how a character of one's own gets one."""

from pathlib import Path

import pytest

from actors.pictures import LARGEST, picture_of
from gateway.routes import scenarios as scenario_routes
from runtime.creation import create
from scenarios.catalogue import kept_genre
from scenarios.loading import load_world
from tests.contract.gateway.library.test_characters import draft, made
from tests.contract.gateway.library.test_founding import CHARACTERS, founded, kept
from tests.contract.gateway.people import FABULA, person
from tests.pictures import jpeg, png
from tests.unit.test_pictures import scenario

ANY = {"If-Match": "*"}
ADA = picture_of(png())


@pytest.fixture
def lighthouse(tmp_path: Path) -> Path:
    folder = scenario(tmp_path / "lighthouse", ada="ada.png")
    (folder / "ada.png").write_bytes(ADA.body)
    return folder


async def test_a_picture_is_sent_as_nothing_but_a_picture_and_once(app, victor, juliette, lighthouse):
    ports = app.state.ports
    await create(ports.store, load_world(lighthouse, kept_genre("classic")), 7, "light")
    owner = await person(app, "owner")
    await ports.accounts.set_owner("light", owner.user.id, FABULA)
    path = f"/api/v1/ecosystems/light/pictures/{ADA.name}"
    answer = await victor.get(path, headers=owner.headers)
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, ADA.body, "image/png")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert "private" in answer.headers["cache-control"] and "immutable" in answer.headers["cache-control"]
    known = await victor.get(path, headers={**owner.headers, "If-None-Match": answer.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    cast = (await victor.get("/api/v1/ecosystems/light/characters", headers=owner.headers)).json()["items"]
    assert [one["portrait"] for one in cast] == [ADA.name, ""]
    assert (await juliette.get(path)).json()["code"] == "ecosystem_unknown"
    other = await victor.get("/api/v1/ecosystems/light/pictures/ada.png", headers=owner.headers)
    assert (other.status_code, other.json()["code"]) == (404, "picture_unknown")


async def test_pictures_of_a_scenario_are_seen_by_everybody(victor, lighthouse, monkeypatch):
    world = load_world(lighthouse, kept_genre("classic"))
    monkeypatch.setattr(scenario_routes, "beginning", lambda name: world)
    told = (await victor.get("/api/v1/scenarios/montagues/beginning")).json()
    assert [one["portrait"] for one in told["cast"]] == [ADA.name, ""]
    assert (await victor.get(f"/api/v1/scenarios/montagues/pictures/{ADA.name}")).content == ADA.body
    for path in ("montagues/pictures/ada.png", "montagues/pictures/..%2fcast.yaml", "nowhere/pictures/" + ADA.name):
        assert (await victor.get(f"/api/v1/scenarios/{path}")).status_code == 404


async def test_a_character_of_ones_own_gets_a_picture_keeps_it_and_loses_it(victor, juliette):
    path, tag = await made(victor)
    assert (await victor.get(f"{path}/portrait")).json()["code"] == "picture_unknown"
    given = await victor.put(f"{path}/portrait", content=ADA.body, headers={"If-Match": tag})
    assert (given.status_code, given.json()["persona"]["portrait"]) == (200, ADA.name)
    seen = await victor.get(f"{path}/portrait")
    assert (seen.content, seen.headers["content-type"]) == (ADA.body, "image/png")
    assert (await victor.get(f"{path}/portrait", headers={"If-None-Match": seen.headers["etag"]})).status_code == 304
    assert (await juliette.get(f"{path}/portrait")).status_code == (await juliette.put(f"{path}/portrait")).status_code == 404
    stays = await victor.put(path, json=draft(portrait=ADA.name, bio="He sings."), headers={"If-Match": given.headers["etag"]})
    assert stays.status_code == 200 and (await victor.get(f"{path}/portrait")).content == ADA.body
    other = await victor.put(path, json=draft(portrait="other.png"), headers=ANY)
    assert (other.status_code, other.json()["errors"][0]["pointer"]) == (422, "/persona/portrait")
    assert (await victor.put(path, json=draft(), headers=ANY)).json()["persona"]["portrait"] == ""
    assert (await victor.get(f"{path}/portrait")).status_code == 404


@pytest.mark.parametrize(
    ("body", "headers", "code"),
    [
        (png(), {}, "precondition_required"), (png(), {"If-Match": '"7"'}, "precondition_failed"),
        (b"", ANY, "picture_unsupported"),
        (b"<svg onload='alert(1)'/>", {**ANY, "Content-Type": "image/svg+xml"}, "picture_unsupported"),
        (png() + b"\0" * LARGEST, ANY, "picture_unsupported"), (b"\0" * (3 << 20), ANY, "content_too_large"),
    ],
)  # fmt: skip
async def test_what_is_no_picture_is_refused_and_nothing_changes(victor, body, headers, code):
    path, tag = await made(victor)
    answer = await victor.put(f"{path}/portrait", content=body, headers=headers)
    assert answer.json()["code"] == code
    assert (await victor.get(path)).headers["etag"] == tag


async def test_nobody_has_a_picture_that_was_not_given(victor):
    answer = await victor.post(CHARACTERS, json=draft(portrait=ADA.name))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/persona/portrait")


async def test_the_picture_comes_along_into_a_world_and_stays_when_the_character_goes(victor):
    ada = await kept(victor, "ada")
    await victor.put(f"{CHARACTERS}/{ada}/portrait", content=ADA.body, headers=ANY)
    path = await founded(victor, guests=[{"character": ada}])
    await victor.put(f"{CHARACTERS}/{ada}/portrait", content=jpeg(), headers=ANY)
    await victor.delete(f"{CHARACTERS}/{ada}", headers=ANY)
    assert (await victor.get(f"{path}/characters/ada")).json()["persona"]["portrait"] == ADA.name
    assert (await victor.get(f"{path}/pictures/{ADA.name}")).content == ADA.body
