"""Encounters over the API, and why they came about."""

import pytest

from actors.events import INTERACTED
from actors.fold import concerned
from actors.records import rows_of
from tests.contract.gateway.resources.conftest import READING, everything, pages_of

pytestmark = READING


def ids(events):
    return [event.id for event in events[::-1]]


@pytest.fixture
def encounters(played):
    return played.of_kind(INTERACTED)


async def test_encounters_come_the_newest_first_page_by_page(guest, played, encounters):
    pages = await pages_of(guest, f"{played.path}/interactions", limit=9)
    found = [card for page in pages for card in page]
    assert [card["id"] for card in found] == ids(encounters)
    assert found[-1] == {**rows_of([encounters[0]]).interactions[0]._asdict(), "witnesses": encounters[0].body["witnesses"]}


@pytest.mark.parametrize("key", ["place", "move", "outcome"])
async def test_those_of_a_sort(guest, played, encounters, key):
    for value in {event.body[key] for event in encounters}:
        found = await everything(guest, f"{played.path}/interactions", limit=4, **{key: value})
        assert [card["id"] for card in found] == ids([event for event in encounters if event.body[key] == value])


async def test_those_of_somebody_within_some_ticks(guest, played, encounters):
    wanted = [e for e in encounters if "elena" in concerned(e) and 10 <= e.tick <= 50]
    assert any("elena" in event.body["witnesses"] for event in wanted)
    found = await everything(guest, f"{played.path}/interactions", character="elena", from_tick=10, to_tick=50, limit=2)
    assert [card["id"] for card in found] == ids(wanted)
    same = await everything(guest, f"{played.path}/characters/elena/interactions", from_tick=10, to_tick=50, limit=3)
    assert same == found
    part = [e for e in wanted if e.body["move"] == wanted[0].body["move"]]
    few = await everything(
        guest, f"{played.path}/characters/elena/interactions", from_tick=10, to_tick=50, move=wanted[0].body["move"]
    )
    assert [card["id"] for card in few] == ids(part)


async def test_one_encounter_has_all_that_came_of_it(guest, played, encounters):
    for event in encounters[:20]:
        answer = await guest.get(f"{played.path}/interactions/{event.id}")
        whole, body = answer.json(), event.body
        assert [[line["speaker"], line["text"]] for line in whole["lines"]] == [[who, text] for who, _, text in body["lines"]]
        assert {effect["character"] for effect in whole["effects"]} == {who for who, effect in body["effects"].items() if effect}
        assert [(shift["now"]["owner"], shift["now"]["target"]) for shift in whole["shifts"]] == [
            (change["owner"], change["target"]) for change in body["regards"]
        ]
        assert len(whole["memories"]) == len(body["memories"])
        assert whole["told"].startswith(body["initiator"].title())
        assert whole["seq"] == event.seq
    same = await guest.get(f"{played.path}/interactions/{event.id}", headers={"If-None-Match": answer.headers["etag"]})
    assert same.status_code == 304


async def test_why_names_rules_and_what_else_could_have_been(guest, played, encounters):
    recalled = 0
    for event in encounters:
        body = event.body
        answer = await guest.get(f"{played.path}/characters/{body['responder']}/why/{event.id}")
        assert answer.status_code == 200, answer.text
        why = answer.json()
        assert [[rule["rule"], rule["added"]] for rule in why["rules"]] == [list(rule) for rule in body["rules"]]
        assert [[rule["rule"], rule["added"]] for rule in why["answer_rules"]] == [list(rule) for rule in body["answer_rules"]]
        assert [[o["move"], o["target"], o["score"]] for o in why["rejected"]] == [list(other) for other in body["rejected"]]
        assert (why["score"], why["margin"]) == (body["score"], body["margin"])
        assert all(rule["text"] in why["text"] for rule in why["rules"] + why["answer_rules"])
        assert all(memory["text"] in why["text"] for memory in why["recalled"])
        recalled += len(why["recalled"])
    assert recalled, "somebody spoke of a deed"


async def test_why_is_told_of_those_who_were_there(guest, played, encounters):
    event = next(event for event in encounters if not event.body["witnesses"])
    absent = next(name for name in ("anna", "bruno", "carla") if name not in concerned(event))
    for path in (f"characters/{absent}/why/{event.id}", "characters/anna/why/nothing", "interactions/nothing",
                 f"interactions/{played.events[0].id}", "interactions/a%22b", "interactions/o'brien;--"):  # fmt: skip
        answer = await guest.get(f"{played.path}/{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "outcome=so-so", "place=a%00", "move=", "character=", "from_tick=3&to_tick=2", "cursor=x"]
)
async def test_what_makes_no_sense_is_refused(guest, played, query):
    for path in ("interactions", "characters/anna/interactions"):
        answer = await guest.get(f"{played.path}/{path}?{query}")
        if path == "interactions" or not query.startswith("character"):
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request"), path


async def test_encounters_of_somebody_who_is_not_there(guest, played):
    assert (await guest.get(f"{played.path}/characters/nobody/interactions")).status_code == 404
    assert await everything(guest, f"{played.path}/interactions", character="nobody") == []
    assert await everything(guest, f"{played.path}/interactions", from_tick=10**6) == []
