"""The port Deliveries, over every store: who has which event in hand, and what becomes of it."""

import asyncio
from dataclasses import replace

import pytest

from actors.deliveries import Subscription, Terms
from actors.errors import EcosystemUnknown, InvalidRequest
from actors.events import INTERACTED, JOINED, KINDS, MOVED

TERMS = Terms((JOINED, INTERACTED, MOVED), 100, 60.0, 3)
"""Of a tale: numbers 2, 3, 4 of the founding, and for each tick one interaction and one journey."""

SINGLY = replace(TERMS, limit=1)
SHORT = replace(TERMS, lease=0.01)


@pytest.fixture
async def founded(store, tale):
    await tale.found(store)
    await store.enrol("montreuil", "press", shared=False)
    await store.enrol("montreuil", "guild", shared=True)
    return store


async def taken(store, name, worker, terms=TERMS):
    return [delivery.event.seq for delivery in await store.take("montreuil", name, worker, terms)]


async def at_last(store, name, worker, terms=TERMS):
    """The first things that can be taken."""
    found = []
    while not found:
        found = await store.take("montreuil", name, worker, terms)
        await asyncio.sleep(0.005)
    return [(delivery.event.seq, delivery.attempt) for delivery in found]


@pytest.mark.parametrize("name", ["press", "guild"])
async def test_events_of_the_wanted_kinds_are_given_out_once_in_their_order(founded, tale, name):
    [first, *_] = await founded.take("montreuil", name, "w", TERMS)
    assert first.event == tale.events[1]
    assert all([await founded.finish("montreuil", name, "w", seq) for seq in (2, 3, 4)])
    assert await taken(founded, name, "w") == []
    epoch = (await founded.activate("montreuil")).epoch
    events = [*await tale.commit(founded, epoch), *await tale.commit(founded, epoch)]
    wanted = [event.seq for event in events if event.kind in TERMS.kinds]
    assert await taken(founded, name, "w") == wanted
    assert await taken(founded, name, "w") == []


async def test_a_subscription_begins_after_the_number_it_was_enrolled_with_and_goes_on_where_it_stands(founded):
    await founded.enrol("montreuil", "late", shared=False, after=3)
    await founded.enrol("montreuil", "late", shared=False, after=0)
    assert await taken(founded, "late", "w") == [4]
    await founded.enrol("montreuil", "early", shared=True, after=1_000)
    assert await taken(founded, "early", "w") == []


async def test_a_subscription_ahead_of_the_chronicle_waits_for_what_comes_after_its_number(founded, tale):
    await founded.enrol("montreuil", "ahead", shared=True, after=6)
    terms = replace(TERMS, kinds=KINDS)
    assert await taken(founded, "ahead", "w", terms) == []
    epoch = (await founded.activate("montreuil")).epoch
    await tale.commit(founded, epoch)
    assert await taken(founded, "ahead", "w", terms) == [7, 8]


async def test_each_subscription_has_its_own(founded, another):
    await another.found(founded)
    await founded.enrol("digne", "press", shared=True)
    assert await taken(founded, "press", "w") == [2, 3, 4]
    assert await taken(founded, "guild", "w") == [2, 3, 4]
    assert [delivery.event.ecosystem for delivery in await founded.take("digne", "press", "w", TERMS)] == ["digne"] * 3


async def test_workers_who_share_never_get_the_same(founded):
    workers = [taken(founded, "guild", f"w{n}", SINGLY) for n in range(6)]
    assert sorted(await asyncio.gather(*workers)) == [[], [], [], [2], [3], [4]]


async def test_one_subscriber_alone_gets_nothing_while_another_process_has_something_in_hand(founded):
    found = await asyncio.gather(*(taken(founded, "press", f"w{n}", SINGLY) for n in range(4)))
    assert sorted(found) == [[], [], [], [2]]
    owner = f"w{found.index([2])}"
    assert await taken(founded, "press", owner, SINGLY) == []
    assert await founded.finish("montreuil", "press", owner, 2)
    assert await taken(founded, "press", "another", SINGLY) == [3]


@pytest.mark.parametrize("name", ["press", "guild"])
async def test_what_a_dead_worker_had_is_taken_over_alone_and_in_order(founded, name):
    assert await taken(founded, name, "dead", SHORT) == [2, 3, 4]
    seen = []
    while len(seen) < 3:
        seen += (got := await at_last(founded, name, "alive"))
        assert [await founded.finish("montreuil", name, worker, got[0][0]) for worker in ("dead", "alive")] == [False, True]
    assert seen == [(2, 2), (3, 2), (4, 2)]


async def test_a_lease_that_is_renewed_does_not_end(founded):
    assert await taken(founded, "guild", "slow", SHORT) == [2, 3, 4]
    await founded.extend("montreuil", "guild", "slow", 60)
    await asyncio.sleep(0.02)
    assert await taken(founded, "guild", "other") == []
    assert await founded.finish("montreuil", "guild", "slow", 3)


async def test_what_kills_its_workers_is_held_at_last_and_what_was_taken_with_it_is_not(founded):
    assert await taken(founded, "press", "dead", SHORT) == [2, 3, 4]
    for attempt in (2, 3):
        assert await at_last(founded, "press", "dead", SHORT) == [(2, attempt)]
    assert await at_last(founded, "press", "alive") == [(3, 2)]
    [held] = await founded.held("montreuil", "press")
    assert (held.seq, held.tick, held.kind, held.attempts) == (2, 0, JOINED, 3)
    assert "each of 3 times" in held.reason


async def test_what_is_put_off_comes_again_when_it_is_time(founded):
    assert await taken(founded, "guild", "w") == [2, 3, 4]
    await founded.put_off("montreuil", "guild", "w", 3, "no ink", 60.0)
    await founded.put_off("montreuil", "guild", "w", 4, "no paper", 0.01)
    await founded.put_off("montreuil", "guild", "somebody else", 2, "not mine", 0.0)
    assert await at_last(founded, "guild", "w") == [(4, 2)]
    assert await taken(founded, "guild", "w") == []
    assert await founded.held("montreuil", "guild") == []


async def test_nothing_overtakes_what_is_put_off_by_a_subscriber_alone(founded):
    assert await taken(founded, "press", "w", SINGLY) == [2]
    await founded.put_off("montreuil", "press", "w", 2, "no ink", 60.0)
    assert await taken(founded, "press", "w") == []


async def test_how_each_subscription_stands_is_told_by_name(founded):
    await founded.take("montreuil", "press", "w", SINGLY)
    await founded.put_off("montreuil", "press", "w", 2, "ValueError", None)
    await founded.take("montreuil", "press", "w", SINGLY)
    assert await founded.subscriptions("montreuil") == [
        Subscription("guild", True, 0, 0, 0), Subscription("press", False, 3, 1, 1),
    ]  # fmt: skip
    await founded.dismiss("montreuil", "press")
    assert [one.name for one in await founded.subscriptions("montreuil")] == ["guild"]
    assert await founded.subscriptions("digne") == []


async def test_what_is_held_is_passed_by_and_can_be_tried_again(founded):
    assert await taken(founded, "press", "w", SINGLY) == [2]
    await founded.put_off("montreuil", "press", "w", 2, "ValueError: « Éponine »", None)
    assert await taken(founded, "press", "w", SINGLY) == [3]
    [held] = await founded.held("montreuil", "press")
    assert (held.seq, held.attempts, held.reason) == (2, 1, "ValueError: « Éponine »")
    assert await founded.held("montreuil", "guild") == []
    await founded.try_again("montreuil", "press", 2)
    assert await founded.held("montreuil", "press") == []
    assert await founded.finish("montreuil", "press", "w", 3)
    assert await at_last(founded, "press", "w") == [(2, 1)]


async def test_only_what_is_held_can_be_tried_again(founded):
    await taken(founded, "press", "w", SINGLY)
    for ecosystem, name, seq in (("montreuil", "press", 2), ("montreuil", "press", 99), ("nowhere", "press", 2)):
        with pytest.raises(InvalidRequest, match=f"number {seq} is not held for 'press'"):
            await founded.try_again(ecosystem, name, seq)


async def test_what_is_given_back_is_there_at_once_as_if_nobody_had_had_it(founded):
    for worker in ("one", "two", "three", "four"):
        assert (await at_last(founded, "guild", worker))[0] == (2, 1)
        await founded.give_back("montreuil", "guild", worker)


async def test_a_name_is_shared_or_not_for_good(founded):
    for name, shared, says in (("press", True, "is not shared"), ("guild", False, "is shared")):
        with pytest.raises(InvalidRequest, match=f"'{name}' {says} in 'montreuil'"):
            await founded.enrol("montreuil", name, shared)


@pytest.mark.parametrize("name", ["", "a\nb", "nul\0", "\ud800"])
async def test_a_name_that_cannot_be_written_is_refused(founded, name):
    with pytest.raises(InvalidRequest, match="is not a name"):
        await founded.enrol("montreuil", name, shared=True)


async def test_a_number_below_zero_is_refused(founded):
    with pytest.raises(InvalidRequest, match="-1 is no event's number"):
        await founded.enrol("montreuil", "press", shared=False, after=-1)


async def test_unknown_ecosystems_and_subscriptions_are_named(founded):
    for call in (founded.enrol("nowhere", "press", shared=False), founded.take("nowhere", "press", "w", TERMS)):
        with pytest.raises(EcosystemUnknown, match="nowhere"):
            await call
    with pytest.raises(InvalidRequest, match="'stranger' is not enrolled in 'montreuil'"):
        await founded.take("montreuil", "stranger", "w", TERMS)


async def test_nothing_is_known_of_a_subscription_that_is_dismissed_or_whose_ecosystem_is_gone(founded):
    await taken(founded, "press", "w")
    await founded.dismiss("montreuil", "press")
    await founded.dismiss("montreuil", "press")
    await founded.dismiss("nowhere", "press")
    with pytest.raises(InvalidRequest, match="not enrolled"):
        await founded.take("montreuil", "press", "w", TERMS)
    await founded.enrol("montreuil", "press", shared=True)
    assert await taken(founded, "press", "w") == [2, 3, 4]
    await founded.delete("montreuil")
    assert not await founded.finish("montreuil", "press", "w", 2)
    await founded.put_off("montreuil", "press", "w", 2, "gone", None)
    await founded.extend("montreuil", "press", "w", 60)
    await founded.give_back("montreuil", "press", "w")
    assert await founded.held("montreuil", "press") == []
