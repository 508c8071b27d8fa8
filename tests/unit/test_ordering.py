"""Orders: everything that people can have done, durably, once, and without anything but a store."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from actors.errors import CharacterUnknown, EcosystemUnknown, InvalidRequest, TroupeLost
from actors.events import DIRECTED, INTERACTED, TICKED
from actors.ports import Due
from runtime.agenda import read
from runtime.local_company import LocalCompany
from runtime.ordering import MOST_WAITING, Orders
from runtime.showing import page
from runtime.verification import verify
from tests.town import Town

STORM = {"what": "world_event", "event": "storm"}
MEET = {"what": "meet", "one": "anna", "other": "carla"}


@pytest.fixture
async def town(world, set_stage):
    stage = await set_stage(world)
    town = Town(stage.store, stage.ecosystem)
    yield town
    await town.orders.stop(town.id)
    await town.rested()


@asynccontextmanager
async def refused(error, *said: str):
    with pytest.raises(error) as caught:
        yield
    for words in said:
        assert words in str(caught.value)


async def test_steps_are_played_and_asking_again_plays_nothing_more(town):
    receipt = await town.orders.step(town.id, 3, "three")
    assert (receipt.at_tick, receipt.seq) == (3, 0)
    assert (await town.rested()).tick == 3
    again = await town.orders.step(town.id, 3, "three")
    head = await town.rested()
    assert (head.tick, again.seq) == (3, head.seq)
    event = await town.orders.event(again)
    assert (event.kind, event.tick) == (TICKED, 3)
    assert await town.store.due(town.id) == []


async def test_a_step_with_a_key_that_was_used_for_another_number_is_refused(town, world):
    alone = Orders(town.store)
    await alone.step(town.id, 3, "three")
    async with refused(InvalidRequest, "key: ", "used for something else"):
        await alone.step(town.id, 4, "three")


async def test_it_lives_changes_its_tempo_and_stops(town):
    await town.orders.live(town.id, 50)
    await town.ticks(2)
    receipt = await town.orders.live(town.id, 86_400_000)
    assert receipt.kind == "live"
    assert [due.body for due in await town.store.due(town.id)] == [{"tempo_ms": 86_400_000}]
    await town.orders.stop(town.id)
    assert (await town.rested()).status == "idle"
    assert await town.store.due(town.id) == []


async def test_a_message_that_changes_nothing_does_not_hurry_a_slow_life(town):
    await town.orders.live(town.id, 86_400_000)
    await town.ticks(1)
    for number in range(5):
        await town.orders.direct(town.id, STORM, f"storm-{number}")
        await asyncio.sleep(0.01)
    assert (await town.store.head(town.id)).tick == 1
    assert len(await town.orders.waiting(town.id)) == 5


async def test_a_pause_holds_what_lives_until_it_is_resumed_and_says_who_and_why(town):
    await town.orders.live(town.id, 50)
    await town.ticks(1)
    await town.orders.pause(town.id, "Ada", "supper")
    head = await town.rested()
    assert (head.status, head.reason) == ("paused", "paused by Ada: supper")
    standing = await town.orders.standing(town.id)
    assert (standing.state, standing.reason, standing.tempo_ms) == ("paused", "paused by Ada: supper", 50)
    await town.orders.resume(town.id)
    await town.ticks(head.tick + 2)
    assert (await town.orders.standing(town.id)).state == "playing"


async def test_one_may_step_through_a_pause(town):
    await town.orders.live(town.id, 86_400_000)
    await town.orders.pause(town.id, "Ada")
    before = await town.rested()
    await town.orders.step(town.id, 2)
    head = await town.rested()
    assert (head.tick, head.status, head.reason) == (before.tick + 2, "paused", "paused by Ada")


async def test_a_mark_of_a_pause_that_came_too_late_holds_nobody(town):
    """The supervisor saw the pause, a person resumed it, and only then the supervisor's mark arrived."""
    await town.store.mark(town.id, "paused", "paused by Ada: supper")
    await town.orders.step(town.id, 1)
    assert (await town.rested()).tick == 1


async def test_what_is_to_happen_at_once_happens_in_a_pause_and_nobody_acts_by_himself(town):
    await town.orders.live(town.id, 86_400_000)
    await town.ticks(1)
    await town.orders.pause(town.id, "Ada")
    before = await town.rested()
    receipt = await town.orders.direct(town.id, MEET, "meeting", at_once=True)
    assert receipt.at_tick == before.tick + 1
    event = await town.orders.awaited(receipt, town.herald)
    head = await town.rested()
    assert (event.kind, event.tick, head.tick, head.status) == (DIRECTED, before.tick + 1, before.tick + 1, "paused")
    scenes = [event.scene for event in await town.events(INTERACTED) if event.tick == head.tick]
    assert scenes == [event.body["scene"]] == ["anna>carla"]
    assert (await verify(town.store, town.id, None)).faults == []


async def test_what_is_to_happen_at_once_wakes_an_idle_world_for_one_tick(town):
    receipt = await town.orders.direct(town.id, STORM, at_once=True)
    head = await town.rested()
    assert (head.tick, head.status) == (1, "idle")
    assert (await town.orders.event(receipt)).body["told"] == "A storm broke over all our roofs at once."
    assert (await town.events(TICKED))[-1].body == {"interactions": 0, "moves": 0, "idle": {"quiet": 1}}


async def test_a_directive_that_may_wait_does_not_begin_a_life(town):
    await town.orders.direct(town.id, STORM)
    assert (await town.rested()).tick == 0
    standing = await town.orders.standing(town.id)
    assert (standing.state, standing.waiting, standing.next_order) == ("resting", 1, 1)
    assert "takes effect in tick 1" in standing.reason


async def test_the_same_key_is_the_same_order_also_when_it_was_done_long_ago(town):
    first = await town.orders.direct(town.id, STORM, "mine")
    assert await town.orders.direct(town.id, STORM, "mine") == first
    await town.orders.step(town.id, 4)
    await town.rested()
    again = await town.orders.direct(town.id, STORM, "mine")
    assert (again.at_tick, again.seq) == (1, (await town.orders.event(first)).seq)
    async with refused(InvalidRequest, "key: 'mine' was used for something else"):
        await town.orders.direct(town.id, MEET, "mine")
    await town.orders.step(town.id, 2)
    await town.rested()
    assert len(await town.events(DIRECTED)) == 1


async def test_an_order_can_be_withdrawn_until_it_takes_effect(town):
    receipt = await town.orders.direct(town.id, STORM)
    assert await town.orders.withdraw(receipt) is True
    assert await town.orders.withdraw(receipt) is False
    done = await town.orders.direct(town.id, STORM, at_once=True)
    await town.rested()
    assert await town.orders.withdraw(done) is False
    assert len(await town.events(DIRECTED)) == 1


@pytest.mark.parametrize(
    ("directive", "error", "said"),
    [
        ({**STORM, "place": "moon"}, InvalidRequest, "place: there is no 'moon'; there are: inn, square"),
        ({**STORM, "about": "nobody"}, CharacterUnknown, "nobody"),
        ({**MEET, "other": "ghost"}, CharacterUnknown, "ghost"),
        ({**MEET, "move": "fly"}, InvalidRequest, "move: there is no 'fly'; there are: accuse, apologise"),
        ({"what": "move", "character": "anna", "place": "moon"}, InvalidRequest, "place: there is no 'moon'"),
        ({"what": "whisper", "character": "x", "aim": "court", "about": "anna"}, CharacterUnknown, "'x'"),
        ("storm", InvalidRequest, "directive: has to be an object"),
    ],
)
async def test_what_is_not_there_is_refused_before_anything_is_kept(town, directive, error, said):
    async with refused(error, said):
        await town.orders.direct(town.id, directive)
    assert await town.store.due(town.id) == []


async def test_bounds_of_all_other_orders(town):
    await town.orders.step(town.id, 2)
    await town.rested()
    for call, said in (
        (town.orders.step(town.id, 0), "ticks: 0"),
        (town.orders.step(town.id, 1_000_001), "ticks"),
        (town.orders.live(town.id, 49), "tempo_ms: 49"),
        (town.orders.live(town.id, 10**9), "tempo_ms"),
        (town.orders.direct(town.id, STORM, "k" * 129), "key: has 129"),
        (town.orders.direct(town.id, STORM, "a\x00b"), "key: has characters"),
        (town.orders.direct(town.id, STORM, at_tick=2), "at_tick: 2"),
        (town.orders.direct(town.id, STORM, at_tick=2_000_000), "at_tick"),
        (town.orders.pause(town.id, "x" * 81), "by: has 81"),
        (town.orders.pause(town.id, "Ada", "\x1b"), "reason"),
    ):
        async with refused(InvalidRequest, said):
            await call
    assert await town.store.due(town.id) == []


async def test_nothing_can_be_ordered_for_what_is_not_there(town):
    calls = (
        town.orders.step("nowhere"), town.orders.live("nowhere", 50), town.orders.pause("nowhere", "Ada"),
        town.orders.resume("nowhere"), town.orders.stop("nowhere"), town.orders.direct("nowhere", STORM),
        town.orders.waiting("nowhere"), town.orders.standing("nowhere"),
    )  # fmt: skip
    for call in calls:
        async with refused(EcosystemUnknown, "nowhere"):
            await call


async def test_too_many_orders_that_wait_are_refused(town):
    kept = town.store._shelf.kept(town.id)
    kept.due.update({("directive", str(n)): Due("directive", str(n), 9, {}) for n in range(MOST_WAITING)})
    async with refused(InvalidRequest, "1000 orders wait already"):
        await town.orders.direct(town.id, STORM)
    kept.due.clear()


class Doomed(LocalCompany):
    """Its troupes never answer."""

    async def handle(self, troupe: int):
        raise TroupeLost(troupe, "killed again")


async def test_a_quarantined_world_says_why_and_goes_on_when_it_is_resumed(town):
    town.company = Doomed
    await town.orders.step(town.id, 2)
    assert (await town.rested()).status == "paused"
    standing = await town.orders.standing(town.id)
    assert standing.state == "quarantined"
    assert "killed again" in standing.reason
    await town.orders.direct(town.id, STORM, at_once=True)
    assert (await town.rested()).tick == 0
    town.company = LocalCompany
    await town.orders.resume(town.id)
    assert (await town.rested()).tick == 2


async def test_a_standing_says_what_is_waited_for_and_what_nobody_does(town):
    alone = Orders(town.store)
    assert (await alone.standing(town.id)).state == "resting"
    await alone.live(town.id, 3000)
    assert (await alone.standing(town.id, notice="Postgres does not answer")).reason == "Postgres does not answer"
    assert (await alone.standing(town.id, notice="Postgres does not answer")).state == "waiting"
    assert (await alone.standing(town.id, attended=False)).state == "unattended"


async def test_a_tick_in_which_nobody_did_anything_is_explained(town, monkeypatch):
    await town.orders.direct(town.id, STORM, at_once=True)
    await town.rested()
    await Orders(town.store).live(town.id, 86_400_000)
    assert (await town.orders.standing(town.id)).reason == "only what people ordered happened in the last tick"
    monkeypatch.setattr("actors.character.Character.mood_to_act", lambda character, tick: "resting")
    monkeypatch.setattr("actors.character.Character.wander", lambda character, crowd, tick: None)
    await town.orders.step(town.id, 1)
    await town.ticks(2)
    assert (await town.orders.standing(town.id)).reason == "everybody is tired and rests"


def test_of_an_agenda_only_what_can_be_done_now_counts():
    late = Due("directive", "a", 9, {"order": {}, "at_once": True})
    agenda = read([late, Due("run", "cli", 0, {"until": 7}), Due("run", "x", 0, {"until": 9})], 3)
    assert (agenda.at_once, agenda.next_order, agenda.run_until, agenda.pause, agenda.tempo_ms) == (False, 9, 9, "", 0)
    assert read([late], 8).at_once


async def test_the_page_of_an_ecosystem_shows_aims_what_waits_and_a_quiet_tick(town):
    await town.orders.direct(town.id, {"what": "whisper", "character": "anna", "aim": "avoid", "about": "bruno"}, at_once=True)
    await town.rested()
    await town.orders.direct(town.id, STORM, "storm")
    shown = "\n".join(await page(town.store, town.id))
    assert "means to keep out of Bruno's way until tick 61" in shown
    assert "due: directive {" in shown
    assert "'event': 'storm'" in shown
    assert "1 tick in which only what people ordered happened" in shown
