"""Hearing a character's voice before it is kept."""

import pytest

from tests.contract.gateway.library.test_characters import draft

PATH = "/api/v1/characters/audition"


async def test_a_voice_is_heard_and_nothing_is_kept(victor):
    lines = (await victor.post(PATH, json={**draft(voice={"register": "coarse"}), "seed": 3})).json()["lines"]
    assert {line["hearer"] for line in lines} == {"stranger", "acquaintance", "friend", "beloved", "rival", "enemy"}
    assert all(line["text"] and line["situation"] for line in lines)
    assert (await victor.get("/api/v1/characters")).json()["items"] == []


async def test_the_same_seed_gives_the_same_lines(victor):
    first, again, other = [(await victor.post(PATH, json={**draft(), "seed": seed})).json() for seed in (3, 3, 4)]
    assert first == again != other


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/persona"),
        ({"persona": {"id": "x"}}, "/persona/name"),
        ({**draft(), "seed": -1}, "/seed"),
        ({**draft(), "lines": 3}, "/lines"),
        (draft(voice={"register": "loud"}), "/persona/voice/register"),
        (draft(voice={"lines": {"dance.open": "Let us."}}), "/persona/voice/lines/dance.open"),
        (draft(voice={"lines": {"greet.open": "#greet.open#"}}), "/persona/voice/lines/greet.open"),
        (draft(secret={"confession": "I did", "rumour": "somebody did"}), "/persona/secret/rumour"),
    ],
)
async def test_what_is_wrong_is_named_with_its_place(victor, body, pointer):
    answer = await victor.post(PATH, json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
