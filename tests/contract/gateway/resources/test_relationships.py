"""Relationships over the API: now, as of any tick, and how they came to be so."""

import pytest

from actors.records import rows_of
from tests.contract.gateway.resources.conftest import READING, TICKS, everything, pages_of

pytestmark = READING


def rows_at(played, tick):
    rows = rows_of(event for event in played.events if event.tick <= tick).relationships
    return [row._asdict() for _, row in sorted(rows.items())]


async def test_all_of_them_page_by_page(guest, played):
    pages = await pages_of(guest, f"{played.path}/relationships", limit=7)
    assert [row for page in pages for row in page] == rows_at(played, TICKS)
    assert [len(page) for page in pages[:-1]] == [7] * (len(pages) - 1)


async def test_those_of_an_owner_to_a_target_of_a_kind(guest, played):
    whole = rows_at(played, TICKS)
    for query in ({"owner": "anna"}, {"target": "bruno"}, {"owner": "anna", "target": "bruno"}, {"kind": whole[0]["kind"]},
                  {"owner": "bruno", "kind": "stranger"}, {"target": "anna", "kind": "acquaintance"}):  # fmt: skip
        expected = [row for row in whole if all(row[key] == value for key, value in query.items())]
        assert await everything(guest, f"{played.path}/relationships", limit=2, **query) == expected
    assert await everything(guest, f"{played.path}/relationships", owner="nobody") == []


@pytest.mark.parametrize("tick", [0, 1, 7, 30, TICKS - 1, TICKS])
async def test_as_of_any_tick_they_are_as_the_chronicle_says(guest, played, tick):
    assert await everything(guest, f"{played.path}/relationships", at=tick, limit=9) == rows_at(played, tick)
    owned = await everything(guest, f"{played.path}/relationships", at=tick, owner="carla", kind="enemy")
    assert owned == [row for row in rows_at(played, tick) if row["owner"] == "carla" and row["kind"] == "enemy"]


async def test_a_history_has_every_event_that_moved_a_relationship(guest, played):
    for owner in ("anna", "carla", "fabio"):
        for target in ("bruno", "dario", "elena", "fabio"):
            if owner == target:
                continue
            points = await everything(guest, f"{played.path}/relationships/history", owner=owner, target=target, limit=3)
            expected = [
                (event.seq, event.tick, event.id, regard["now"], regard["was"], regard["kind"], event.body.get("move", ""))
                for event in played.events
                for regard in event.body.get("regards", ())
                if (regard["owner"], regard["target"]) == (owner, target)
            ][::-1]
            found = [
                (
                    p["now"]["seq"], p["tick"], p["cause"]["event"],
                    [p["now"][key] for key in ("affinity", "trust", "respect", "attraction", "familiarity")],
                    p["was"], p["now"]["kind"], p["cause"]["move"],
                )
                for p in points
            ]  # fmt: skip
            assert [(*rest[:3], list(rest[3]), list(rest[4]), *rest[5:]) for rest in expected] == found
    assert await everything(guest, f"{played.path}/relationships/history", owner="anna", target="nobody") == []


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("relationships?limit=0", "query/limit"), ("relationships?limit=201", "query/limit"),
        ("relationships?cursor=x", "query/cursor"),
        ("relationships?cursor=WyJldmVudHMiLDFd", "query/cursor"), ("relationships?at=-1", "query/at"),
        (f"relationships?at={TICKS + 1}", "query/at"), ("relationships?owner=a%00", "query"),
        (f"relationships?target={'x' * 201}", "query/target"), ("relationships/history?owner=anna", "query/target"),
        ("relationships/history?owner=anna&target=b%00", "query"),
    ],
)  # fmt: skip
async def test_what_makes_no_sense_is_refused(guest, played, query, place):
    answer = await guest.get(f"{played.path}/{query}")
    assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (422, [place])


async def test_what_has_not_changed_is_not_sent_again(guest, played):
    answer = await guest.get(f"{played.path}/relationships")
    same = await guest.get(f"{played.path}/relationships", headers={"If-None-Match": answer.headers["etag"]})
    assert same.status_code == 304
