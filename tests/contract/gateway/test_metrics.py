"""Whom ``/metrics`` tells what: which ecosystems there are is nobody's business but that of operators."""

import re
from collections.abc import Iterator

import httpx
import pytest

from actors.errors import InvalidRequest
from gateway.settings import GatewaySettings
from runtime.telemetry.instruments import ACTIVE_CHARACTERS, INTERACTIONS
from tests.contract.gateway.people import person, with_key

TOKEN = "a-token-of-sixteen-or-more"
MOVE = "levitation"  # which nobody does who really plays
TOWNS = {"verona-of-somebody", "paris-of-another"}


@pytest.fixture
def gateway_settings(gateway_settings: GatewaySettings) -> GatewaySettings:
    return gateway_settings.model_copy(update={"metrics_token": TOKEN})


@pytest.fixture(autouse=True)
def played(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two ecosystems have counted something in this process, and have sums of their own however many played in earlier tests."""
    monkeypatch.setattr("storage.tally.MOST", 1_000_000)
    for town in TOWNS:
        INTERACTIONS.labels(MOVE, town).inc()
        ACTIVE_CHARACTERS.labels(town).set(5)
    yield
    for town in TOWNS:
        INTERACTIONS.remove(MOVE, town)
        ACTIVE_CHARACTERS.remove(town)


def told_of(answer: httpx.Response) -> set[str]:
    """The ecosystems in which somebody levitated, and which are played now."""
    levitations = rf'^character_interactions_total{{ecosystem_id="(.*)",interaction_type="{MOVE}"}}'
    played = r'^active_characters{ecosystem_id="(.*)"}'
    found = [set(re.findall(pattern, answer.text, re.MULTILINE)) for pattern in (levitations, played)]
    assert found[0] == found[1] & {*TOWNS, "all"}  # other tests have played in this process, too
    return found[0]


async def test_nobody_in_particular_is_told_of_all_together(visitor):
    answer = await visitor.get("/metrics")
    assert (answer.status_code, told_of(answer)) == (200, {"all"})
    assert [town for town in TOWNS if town in answer.text] == []


async def test_who_has_the_token_is_told_of_each(visitor):
    assert told_of(await visitor.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})) == TOWNS


async def test_administrators_are_told_of_each_and_others_of_all(app, visitor):
    admin, free = await person(app, "an-admin", "admin"), await person(app, "free-one", "free")
    key = await with_key(app, admin, "ecosystem:view")
    for whose, towns in ((admin, TOWNS), (free, {"all"}), (key, {"all"})):
        assert told_of(await visitor.get("/metrics", headers=whose.headers)) == towns


@pytest.mark.parametrize("shown", ["Bearer another-token-altogether", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer é"])
async def test_a_token_that_is_no_good_is_noticed(visitor, shown):
    answer = await visitor.get("/metrics", headers={"Authorization": shown.encode()})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


async def test_the_token_is_for_nothing_else(visitor):
    assert (await visitor.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {TOKEN}"})).status_code == 401
    visitor.cookies.set("fabula_access", TOKEN)
    assert (await visitor.get("/metrics")).status_code == 401


@pytest.mark.parametrize("token", ["short", "a token with a blank in it"])
def test_a_token_that_can_be_guessed_or_not_be_sent_is_refused(monkeypatch, token):
    monkeypatch.setenv("FABULA_METRICS_TOKEN", token)
    with pytest.raises(InvalidRequest, match="FABULA_METRICS_TOKEN"):
        GatewaySettings()
