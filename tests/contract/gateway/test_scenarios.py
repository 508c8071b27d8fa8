"""Scenarios over the API."""

import pytest

from scenarios.catalogue import bundled


async def test_all_bundled_scenarios_are_listed(client):
    cards = (await client.get("/api/v1/scenarios")).json()
    assert [card["id"] for card in cards] == [entry.id for entry in bundled()]
    assert (await client.get("/api/v1/scenarios/montagues")).json() == next(card for card in cards if card["id"] == "montagues")


@pytest.mark.parametrize("name", ["..", "%2e%2e%2fpyproject.toml", "%2fetc%2fpasswd", "genres", "les-miserables%00"])
async def test_no_path_is_taken_for_a_scenario(client, name):
    assert (await client.get(f"/api/v1/scenarios/{name}")).status_code == 404
