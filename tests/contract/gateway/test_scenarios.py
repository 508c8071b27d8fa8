"""Scenarios over the API."""

import json

import pytest

from scenarios.catalogue import bundled


async def test_all_bundled_scenarios_are_listed(client):
    cards = (await client.get("/api/v1/scenarios")).json()
    assert [card["id"] for card in cards] == [entry.id for entry in bundled()]
    assert (await client.get("/api/v1/scenarios/montagues")).json() == next(card for card in cards if card["id"] == "montagues")


@pytest.mark.parametrize("name", ["..", "%2e%2e%2fpyproject.toml", "%2fetc%2fpasswd", "genres"])
async def test_no_path_is_taken_for_a_scenario(client, name):
    assert (await client.get(f"/api/v1/scenarios/{name}")).status_code == 404


async def test_who_is_there_when_a_scenario_begins_is_told_without_secrets(client):
    answer = await client.get("/api/v1/scenarios/montagues/beginning")
    told = answer.json()
    assert [place["id"] for place in told["places"]] == ["square", "orchard", "hall", "cell", "sycamores"]
    assert told["cast"][0]["id"] == "juliet"
    assert told["cast"][0]["haunts"] == ["orchard", "hall", "cell"]
    love = next(one for one in told["relationships"] if (one["owner"], one["target"]) == ("juliet", "romeo"))
    assert (love["kind"], love["affinity"], love["bond"]) == ("beloved", 900, "beloved")
    assert "promised myself" not in answer.text
    assert (await client.get("/api/v1/scenarios/empty-stage/beginning")).json()["cast"] == []
    assert (await client.get("/api/v1/scenarios/atlantis/beginning")).json()["code"] == "scenario_unknown"


VALIDATE = "/api/v1/scenarios/validate"
INN = {
    "schema": 1, "id": "inn", "title": "The inn", "places": [{"id": "bar", "name": "the bar", "at": "at the bar"}],
    "cast": [{"id": "host", "name": "The host"}],
}  # fmt: skip


async def test_a_good_scenario_is_said_to_be_good(client):
    expected = {"valid": True, "complaints": [], "cast": 1, "places": 1, "relationships": 0}
    assert (await client.post(VALIDATE, json={"scenario": INN})).json() == expected
    assert (await client.post(VALIDATE, json={"files": {"scenario.yaml": f"\n{json.dumps(INN)}"}})).json() == expected


async def test_everything_that_is_wrong_is_told_with_file_key_and_reason(client):
    wrong = {
        **INN,
        "cast": [{"id": "host", "name": "The host", "haunts": ["moon"]}],
        "relationships": [{"from": "host", "to": "x"}],
    }
    review = (await client.post(VALIDATE, json={"scenario": wrong})).json()
    assert not review["valid"]
    assert review["complaints"] == [
        {"file": "scenario.yaml", "key": "cast[0].haunts[0]", "reason": "no place has the id 'moon'"},
        {"file": "scenario.yaml", "key": "relationships[0].to", "reason": "nobody in the cast has the id 'x'"},
    ]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/"),
        ({"scenario": INN, "files": {"scenario.yaml": ""}}, "/"),
        ({"files": {"cast.yaml": "[]"}}, "/"),
        ({"files": {"../../etc/passwd": "x"}}, "/files/../../etc/passwd/[key]"),
        ({"files": {"scenario.yaml": "x" * 1_000_001}}, "/files/scenario.yaml"),
        ({"path": "/etc/passwd"}, "/path"),
        ({"scenario": "les-miserables"}, "/scenario"),
    ],
)
async def test_only_texts_and_values_are_taken_and_no_path(client, body, pointer):
    answer = await client.post(VALIDATE, json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_the_character_nul_is_no_part_of_a_path(client):
    assert (await client.get("/api/v1/scenarios/les-miserables%00")).status_code == 422
