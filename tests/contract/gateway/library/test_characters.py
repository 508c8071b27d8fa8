"""A user's characters over the API."""

import pytest

PATH = "/api/v1/characters"


def draft(**more) -> dict:
    return {"persona": {"id": "gavroche", "name": "Gavroche", "role": "a child of the streets", **more}}


async def made(client, **more) -> tuple[str, str]:
    """The path of a new character, and its ETag."""
    answer = await client.post(PATH, json=draft(**more))
    assert answer.status_code == 201, answer.text
    return answer.headers["location"], answer.headers["etag"]


async def test_a_character_is_made_read_changed_and_deleted(victor):
    path, tag = await made(victor, traits={"openness": 600})
    read = await victor.get(path)
    assert read.headers["etag"] == tag
    assert read.json()["persona"]["traits"]["openness"] == 600
    assert path.endswith(read.json()["id"])
    assert (await victor.get(path, headers={"If-None-Match": tag})).status_code == 304
    changed = await victor.put(path, json=draft(bio="He sings."), headers={"If-Match": tag})
    assert (changed.status_code, changed.json()["persona"]["bio"]) == (200, "He sings.")
    assert (await victor.delete(path, headers={"If-Match": tag})).status_code == 412
    assert (await victor.delete(path, headers={"If-Match": changed.headers["etag"]})).status_code == 204
    assert (await victor.get(path)).json()["code"] == "belonging_unknown"


async def test_what_is_given_can_be_sent_back_unchanged(victor):
    path, tag = await made(victor, secret={"confession": "I took it", "rumour": "Gavroche took it"}, voice={"register": "coarse"})
    read = (await victor.get(path)).json()["persona"]
    again = await victor.put(path, json={"persona": read}, headers={"If-Match": tag})
    assert again.json()["persona"] == read


@pytest.mark.parametrize(("method", "extra"), [("put", {"json": draft()}), ("delete", {})])
async def test_changing_needs_the_version_that_was_read(victor, method, extra):
    path, _ = await made(victor)
    missing = await victor.request(method, path, **extra)
    stale = await victor.request(method, path, headers={"If-Match": '"7"'}, **extra)
    assert (missing.status_code, missing.json()["code"]) == (428, "precondition_required")
    assert (stale.status_code, stale.json()["code"]) == (412, "precondition_failed")


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"traits": {"openness": 1001}}, "/persona/traits/openness"),
        ({"traits": {"openess": 1}}, "/persona/traits/openess"),
        ({"name": ""}, "/persona/name"),
        ({"name": "A\x00B"}, "/"),
        ({"bio": "turned \u202e round"}, "/persona/bio"),
        ({"id": "Not an id"}, "/persona/id"),
        ({"wants": [{"goal": "dance", "text": "x"}]}, "/persona/wants/0/goal"),
        ({"wants": [{"goal": "protect", "text": "see her safe"}]}, "/persona/wants/0/about"),
        ({"secret": {"confession": "I did", "rumour": "somebody did"}}, "/persona/secret/rumour"),
        ({"voice": {"lines": {"dance.open": "Let us."}}}, "/persona/voice/lines/dance.open"),
        ({"owner": "somebody"}, "/persona/owner"),
        ({"haunts": ["inn", "inn"]}, "/persona/haunts/1"),
    ],
)
async def test_what_is_wrong_is_named_with_its_place(victor, more, pointer):
    answer = await victor.post(PATH, json=draft(**more))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_fields_that_are_ours_to_say_are_refused(victor):
    for field in ("id", "owner", "version", "created_at"):
        answer = await victor.post(PATH, json={**draft(), field: "x"})
        assert answer.json()["errors"][0]["pointer"] == f"/{field}"


async def test_nobody_reaches_what_is_somebody_elses(victor, juliette):
    path, tag = await made(victor)
    for answer in (
        await juliette.get(path),
        await juliette.put(path, json=draft(), headers={"If-Match": tag}),
        await juliette.delete(path, headers={"If-Match": "*"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "belonging_unknown")
    assert (await juliette.get(PATH)).json()["items"] == []
    assert (await juliette.get(f"{PATH}/search", params={"q": "Gavroche", "by": "meaning"})).json() == []
    assert (await victor.get(path)).status_code == 200


async def test_lists_go_on_where_they_stopped(victor):
    for name in ("Cosette", "Azelma", "Éponine"):
        await made(victor, name=name)
    first = await victor.get(PATH, params={"limit": 2})
    assert [one["persona"]["name"] for one in first.json()["items"]] == ["Azelma", "Cosette"]
    second = await victor.get(PATH, params={"limit": 2, "cursor": first.json()["next_cursor"]})
    assert [one["persona"]["name"] for one in second.json()["items"]] == ["Éponine"]
    assert second.json()["next_cursor"] is None


@pytest.mark.parametrize("by", ["words", "spelling", "meaning"])
async def test_characters_are_found_in_three_ways(victor, by):
    await made(victor, name="Gavroche")
    await made(victor, name="Inspector Javert", role="an inspector")
    found = (await victor.get(f"{PATH}/search", params={"q": "inspector javert", "by": by})).json()
    assert found[0]["character"]["persona"]["name"] == "Inspector Javert"
    assert found[0]["score"] > 0


async def test_searching_needs_something_to_search_for(victor):
    assert (await victor.get(f"{PATH}/search")).status_code == 422
    assert (await victor.get(f"{PATH}/search", params={"q": "x", "by": "smell"})).status_code == 422
    assert (await victor.get(f"{PATH}/search", params={"q": "!!"})).json() == []
