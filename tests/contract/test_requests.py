"""Requests: what people order is remembered once, and one commit answers it, in every store."""

import asyncio

import pytest

from actors.errors import ChronicleDamaged, EcosystemUnknown, StaleEpoch
from actors.events import JOINED, LEFT, Draft, numbered
from actors.ports import Answered, Due
from actors.records import rows_of
from storage.postgres.store import PostgresStore

STORM = Due("directive", "storm", 0, {"order": {"what": "storm"}, "at_once": False})
LETTER = Due("directive", "letter", 3, {"order": {"what": "letter"}, "at_once": False})


@pytest.fixture
async def founded(store, tale):
    await tale.found(store)
    return store


async def answered(store, tale, *dues: Due) -> int:
    """Commit the next tick as the answer to these; the number of its first event."""
    epoch = (await store.activate("montreuil")).epoch
    events = tale.next()
    answers = [Answered(due, events[0].seq) for due in dues]
    await store.commit("montreuil", epoch, tale.tick, events, rows_of(events), tale.hash, answers)
    return events[0].seq


async def test_a_request_is_due_until_a_commit_answers_it(founded, tale):
    assert await founded.request("montreuil", STORM) == (STORM, 0)
    assert await founded.request("montreuil", LETTER) == (LETTER, 0)
    assert await founded.answer("montreuil", "directive", "storm") == 0
    seq = await answered(founded, tale, STORM)
    assert await founded.due("montreuil") == [LETTER]
    assert await founded.answer("montreuil", "directive", "storm") == seq
    assert await founded.answer("montreuil", "directive", "letter") == 0
    assert await founded.answer("montreuil", "talk", "storm") == 0


async def test_what_is_requested_again_is_what_it_was_also_when_it_says_something_else_now(founded):
    await founded.request("montreuil", STORM)
    other = Due("directive", "storm", 9, {"order": {"what": "ball"}})
    assert await founded.request("montreuil", other) == (STORM, 0)
    assert await founded.due("montreuil") == [STORM]


async def test_a_request_that_comes_after_its_answer_changes_nothing(founded, tale):
    await founded.request("montreuil", STORM)
    seq = await answered(founded, tale, STORM)
    assert await founded.request("montreuil", STORM) == (STORM, seq)
    assert await founded.due("montreuil") == []


async def test_several_are_answered_by_one_commit(founded, tale):
    for due in (STORM, LETTER):
        await founded.request("montreuil", due)
    seq = await answered(founded, tale, STORM, LETTER)
    assert [await founded.answer("montreuil", "directive", key) for key in ("storm", "letter")] == [seq, seq]
    assert await founded.due("montreuil") == []


async def test_a_commit_that_is_refused_answers_nothing(founded, tale):
    await founded.request("montreuil", STORM)
    head = await founded.activate("montreuil")
    events = tale.next()
    answers = [Answered(STORM, events[0].seq)]
    with pytest.raises(StaleEpoch):
        await founded.commit("montreuil", head.epoch - 1, 1, events, rows_of(events), tale.hash, answers)
    with pytest.raises(ChronicleDamaged):
        await founded.commit("montreuil", head.epoch, 2, events, rows_of(events), tale.hash, answers)
    assert await founded.due("montreuil") == [STORM]
    assert await founded.answer("montreuil", "directive", "storm") == 0


async def test_requests_belong_to_their_ecosystem_and_end_with_it(founded, tale):
    with pytest.raises(EcosystemUnknown):
        await founded.request("nowhere", STORM)
    assert await founded.answer("nowhere", "directive", "storm") == 0
    await founded.request("montreuil", STORM)
    await answered(founded, tale, STORM)
    await founded.delete("montreuil")
    assert await founded.answer("montreuil", "directive", "storm") == 0


async def test_however_requests_and_the_commit_that_answers_them_meet_it_is_answered_once(database, tale):
    store, another = PostgresStore.open(database), PostgresStore.open(database)
    await tale.found(store)
    epoch = (await store.activate("montreuil")).epoch
    for number in range(30):
        due = Due("directive", f"storm-{number}", 0, {"order": {}, "at_once": False})
        await store.request("montreuil", due)
        events = tale.next()
        commit = store.commit(
            "montreuil", epoch, tale.tick, events, rows_of(events), tale.hash, [Answered(due, events[0].seq)]
        )  # fmt: skip
        _, (_, seq) = await asyncio.gather(commit, another.request("montreuil", due))
        assert seq in (0, events[0].seq)
        assert await store.due("montreuil") == []
    await store.close()
    await another.close()


async def test_who_leaves_is_nowhere_and_is_counted_no_more(founded, tale):
    epoch, before = (await founded.activate("montreuil")).epoch, (await founded.head("montreuil")).characters
    events = numbered("montreuil", 1, len(tale.events), [Draft(LEFT, "!0", 1, {"character": "javert", "from": "town"})])
    await founded.commit("montreuil", epoch, 1, events, rows_of(events), "hash")
    assert (await founded.whereabouts("montreuil"))["javert"] == ""
    assert await founded.departed("montreuil", ["javert", "valjean", "nobody"]) == ["javert"]
    assert (await founded.head("montreuil")).characters == before - 1
    assert "javert" in await founded.personas("montreuil")


async def test_who_joins_later_is_found_by_the_event_with_which_it_joined(founded, tale):
    epoch, before = (await founded.activate("montreuil")).epoch, (await founded.head("montreuil")).characters
    body = {
        "character": "gavroche",
        "persona": {"name": "Gavroche", "short": "Gavroche"},
        "place": "town",
        "memories": [],
        "regards": [],
    }
    events = numbered("montreuil", 1, len(tale.events), [Draft(JOINED, "!0", 1, body)])
    await founded.commit("montreuil", epoch, 1, events, rows_of(events), "hash")
    assert (await founded.head("montreuil")).characters == before + 1
    assert [event.seq for event in await founded.joinings("montreuil", ["gavroche"])] == [events[0].seq]
    assert (await founded.whereabouts("montreuil"))["gavroche"] == "town"
