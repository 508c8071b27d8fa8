"""Events over the API."""

import orjson
import pytest

from actors.events import CONVERSED, DIRECTED, INTERACTED, JOINED, MOVED, REFLECTED, TICKED, TURNED
from actors.fold import concerned
from tests.contract.gateway.resources.conftest import READING, TICKS, everything, pages_of

pytestmark = READING


def numbers(items):
    return [item["seq"] for item in items]


async def test_all_events_come_page_by_page_as_they_are_stored(guest, played):
    pages = await pages_of(guest, f"{played.path}/events", limit=100)
    assert [len(page) for page in pages[:-1]] == [100] * (len(pages) - 1)
    items = [item for page in pages for item in page]
    assert numbers(items) == [event.seq for event in played.events]
    for item, event in zip(items, played.events, strict=True):
        assert (item["id"], item["kind"], item["tick"], item["scene"], item["index"]) == (
            event.id, event.kind, event.tick, event.scene, event.index
        )  # fmt: skip
        assert item["body"] == orjson.loads(event.encoded)
        assert item["told"] is None


async def test_they_can_be_read_from_the_end_back_and_after_a_number(guest, played):
    back = await everything(guest, f"{played.path}/events", order="desc", limit=170)
    assert numbers(back) == [event.seq for event in played.events[::-1]]
    after = await everything(guest, f"{played.path}/events", after=len(played.events) - 7)
    assert numbers(after) == [event.seq for event in played.events[-7:]]
    assert await everything(guest, f"{played.path}/events", after=10**9) == []


@pytest.mark.parametrize("kinds", [[TURNED], [MOVED], [JOINED, TICKED], [INTERACTED, TURNED], [REFLECTED]])
@pytest.mark.parametrize("order", ["asc", "desc"])
async def test_those_of_some_kinds(guest, played, kinds, order):
    items = await everything(guest, f"{played.path}/events", kind=kinds, order=order, limit=20)
    expected = [event.seq for event in played.events if event.kind in kinds]
    assert numbers(items) == (expected if order == "asc" else expected[::-1])


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("kinds", [None, [TURNED, MOVED]])
async def test_those_that_concern_somebody(guest, played, order, kinds):
    items = await everything(
        guest, f"{played.path}/events", character="carla", order=order, limit=30, **({"kind": kinds} if kinds else {})
    )
    expected = [
        event.seq
        for event in played.events
        if ("carla" in concerned(event) or (event.kind == TURNED and "carla" in (event.body["owner"], event.body["target"])))
        and (kinds is None or event.kind in kinds)
    ]
    assert len(expected) > 3
    assert numbers(items) == (expected if order == "asc" else expected[::-1])


@pytest.mark.parametrize(("first", "last"), [(0, 0), (0, 3), (5, 9), (59, 60), (1, 1), (60, 10**6), (61, 70), (10**6, 10**7)])
async def test_those_of_some_ticks(guest, played, first, last):
    items = await everything(guest, f"{played.path}/events", from_tick=first, to_tick=last)
    assert numbers(items) == [event.seq for event in played.events if first <= event.tick <= last]


async def test_they_are_told_as_a_play_where_asked_for(guest, played):
    items = await everything(guest, f"{played.path}/events", told=True, kind=[INTERACTED, MOVED, TURNED, TICKED], limit=200)
    lines = [line for item in items for line in item["told"]]
    assert {"heading", "direction", "speech"} <= {line["role"] for line in lines}
    spoken = next(item for item in items if item["kind"] == INTERACTED)
    assert [line["text"] for line in spoken["told"] if line["role"] == "speech"] == [
        text for _, _, text in spoken["body"]["lines"]
    ]
    assert all(item["told"] == [] for item in items if item["kind"] == TICKED)
    assert any(line["text"].endswith("goes to the inn.") for line in lines)


async def test_one_by_its_number(guest, played):
    item = (await guest.get(f"{played.path}/events/2", params={"told": True})).json()
    assert (item["seq"], item["kind"], item["told"]) == (2, JOINED, [])
    missing = await guest.get(f"{played.path}/events/{len(played.events) + 1}")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
    assert (await guest.get(f"{played.path}/events/0")).status_code == 422
    assert (await guest.get(f"{played.path}/events/{10**30}")).status_code == 422


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ({"limit": 0}, "query/limit"),
        ({"limit": 201}, "query/limit"),
        ({"kind": "rumour"}, "query/kind/0"),
        ({"after": -1}, "query/after"),
        ({"from_tick": -1}, "query/from_tick"),
        ({"from_tick": 5, "to_tick": 4}, "query/to_tick"),
        ({"to_tick": 10**30}, "query/to_tick"),
        ({"cursor": "nonsense"}, "query/cursor"),
        ({"order": "sideways"}, "query/order"),
        ({"character": "a\0b"}, "query"),
        ({"character": "x" * 201}, "query/character"),
        ({"character": ""}, "query/character"),
    ],
)
async def test_what_makes_no_sense_is_refused_with_its_place(guest, played, query, place):
    answer = await guest.get(f"{played.path}/events", params=query)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [place]


@pytest.mark.parametrize("name", ["nobody", "o'brien; --", 'a"b', "a\nb", "%", "é" * 60])
async def test_of_somebody_who_is_not_there_nothing_is_told(guest, played, name):
    assert await everything(guest, f"{played.path}/events", character=name) == []


async def test_the_inn_has_all_kinds_of_events(played):
    assert {event.kind for event in played.events} >= {INTERACTED, JOINED, MOVED, TICKED, TURNED, DIRECTED, CONVERSED}
    assert played.events[-1].tick == TICKS
