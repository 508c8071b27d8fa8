"""Comings and goings: who joins a living cast belongs to it, who leaves is in no scene any more, and others remember."""

import pytest

from actors import recovery
from actors.cast import Presence
from actors.errors import CharacterUnknown, InvalidRequest
from actors.events import DIRECTED, INTERACTED, JOINED, LEFT
from actors.persona import Secret, Voice, Want
from actors.supervisor import Supervisor
from actors.world import Regard
from runtime.following import narrator
from runtime.ordering import Orders
from runtime.transcript import plain
from runtime.verification import verify
from tests.inn import person
from tests.town import Town

GINA = person(
    "gina", pronoun="she", traits=(300, 0, 900, 400, 0), wants=(Want("w", "court", "dario", 900, "win Dario"),),
    secret=Secret("secret:gina", "I am not Gina", "Gina is not Gina", 500, 500), haunts=("inn", "moon"),
)  # fmt: skip
REGARDS = (Regard("gina", "dario", 600, 300, 0, 700, 500), Regard("dario", "gina", -700, -300, 0, 0, 500))


@pytest.fixture(params=[1, 3])
async def town(world, set_stage, request):
    stage = await set_stage(world)
    town = Town(stage.store, stage.ecosystem, request.param)
    yield town
    await town.orders.stop(town.id)
    await town.rested()


async def steps(town, ticks: int) -> None:
    await town.orders.step(town.id, ticks)
    await town.rested()


async def scenes_of(town, who: str) -> list[int]:
    scenes = await town.events(INTERACTED)
    return [e.tick for e in scenes if who in (e.body["initiator"], e.body["responder"], *e.body["witnesses"])]


async def sound(town) -> None:
    assert (await verify(town.store, town.id, None)).faults == []
    ids = [name for name, place in (await town.store.whereabouts(town.id)).items() if place]
    lived, again = [await recovery.load(town.store, town.id, ids, snapshots=snapshots) for snapshots in (True, False)]
    for name in ids:
        assert lived.characters[name].state.encoded() == again.characters[name].state.encoded()


async def test_who_joins_is_there_with_feelings_both_ways_and_takes_part(town):
    await steps(town, 5)
    receipt = await town.orders.join(town.id, GINA, "square", REGARDS, "gina")
    await steps(town, 20)
    event = await town.orders.event(receipt)
    assert (event.kind, event.tick, event.body["told"]) == (DIRECTED, 6, "Gina came to stay in the square.")
    (joined,) = [event for event in await town.events(JOINED) if event.tick]
    assert (joined.tick, joined.body["character"], joined.body["place"]) == (6, "gina", "square")
    assert (await town.store.head(town.id)).characters == 7
    assert await scenes_of(town, "gina")
    rows = {(row.owner, row.target): row for row in await town.store.relationships(town.id)}
    assert rows["gina", "dario"].attraction > 0
    assert ("dario", "gina") in rows
    await sound(town)


async def test_who_is_there_remembers_that_somebody_came_and_tells_it(town):
    await town.orders.join(town.id, GINA, "square", key="gina")
    await steps(town, 1)
    memories = [memory for memory in await town.store.memories(town.id) if memory.text == "Gina came to stay in the square."]
    assert memories
    assert "gina" not in {memory.owner for memory in memories}


async def test_a_newcomer_has_only_the_haunts_and_wants_that_make_sense_here(town):
    stranger = person("hugo", wants=(Want("w", "ruin", "nobody-here", 500, "ruin him"),), haunts=("moon",))
    await town.orders.join(town.id, stranger, at_once=True)
    await town.rested()
    persona = (await town.store.personas(town.id, ["hugo"]))["hugo"]
    assert (persona["haunts"], persona["wants"]) == (["inn"], [])
    assert (await town.store.whereabouts(town.id))["hugo"] == "inn"


async def test_who_leaves_is_in_no_scene_any_more_and_others_remember(town):
    await steps(town, 10)
    receipt = await town.orders.leave(town.id, "bruno", "bruno", at_tick=12)
    await steps(town, 30)
    assert (await town.orders.event(receipt)).tick == 12
    assert [event.tick for event in await town.events(LEFT)] == [12]
    assert all(tick < 12 for tick in await scenes_of(town, "bruno"))
    assert (await town.store.whereabouts(town.id))["bruno"] == ""
    assert (await town.store.head(town.id)).characters == 5
    anna = (await recovery.load(town.store, town.id, ["anna"])).characters["anna"].state
    assert anna.relationship("bruno").numbers[4] > 0
    await sound(town)


async def test_who_has_left_is_neither_met_nor_spoken_to_nor_made_to_leave_again(town):
    await town.orders.leave(town.id, "bruno", at_once=True)
    await town.rested()
    calls = (
        town.orders.leave(town.id, "bruno"),
        town.orders.talk(town.id, "bruno", "Hello!"),
        town.orders.direct(town.id, {"what": "meet", "one": "anna", "other": "bruno"}),
        town.orders.join(town.id, GINA, "inn", [Regard("bruno", "gina", 5)]),
    )
    for call in calls:
        with pytest.raises(InvalidRequest, match="Bruno has left, and is nowhere any more"):
            await call


async def test_orders_that_wait_for_somebody_who_leaves_say_that_they_came_too_late(town):
    await town.orders.talk(town.id, "bruno", "Hello!", at_tick=4)
    await town.orders.leave(town.id, "bruno", at_tick=3)
    await steps(town, 5)
    talks = [event async for batch in town.store.events(town.id) for event in batch if event.kind == "conversed"]
    assert [event.body["fault"] for event in talks] == ["bruno is not here any more"]


async def test_a_coming_with_a_key_that_was_used_is_the_same_coming(town):
    first = await town.orders.join(town.id, GINA, "square", REGARDS, "gina")
    assert await town.orders.join(town.id, GINA, "square", REGARDS, "gina") == first
    with pytest.raises(InvalidRequest, match="key: 'gina' was used for something else"):
        await town.orders.join(town.id, person("hugo"), key="gina")
    await steps(town, 1)
    assert len([event for event in await town.events(JOINED) if event.tick]) == 1


async def test_two_of_one_id_do_not_both_join(town):
    await town.orders.join(town.id, GINA, "square", key="one")
    await town.orders.join(town.id, GINA, "inn", key="two")
    await steps(town, 3)
    assert len([event for event in await town.events(JOINED) if event.tick]) == 1
    faults = [event.body["fault"] for event in await town.events(DIRECTED)]
    assert sorted(faults) == ["", "somebody with the id gina has been here already"]
    await sound(town)


@pytest.mark.parametrize(
    ("persona", "place", "regards", "error", "said"),
    [
        (person("anna"), "", (), InvalidRequest, "persona/id: 'anna' is the id of somebody"),
        (person("x", short="Anna"), "", (), InvalidRequest, "persona/short: 'Anna' is what somebody is called"),
        (person("x"), "moon", (), InvalidRequest, "place: there is no 'moon'"),
        (person("x"), "", (Regard("x", "ghost"),), CharacterUnknown, "ghost"),
        (person("x"), "", (Regard("anna", "bruno"),), InvalidRequest, "regards: each is between the newcomer and somebody"),
        (person("x"), "", (Regard("x", "anna", 1001),), InvalidRequest, "regards/affinity: 1001"),
        (person("x"), "", (Regard("x", "anna", familiarity=-1),), InvalidRequest, "regards/familiarity: -1"),
        (person("x", voice=Voice("plain", lines=(("sing.open", ("La!",)),))), "", (), InvalidRequest, "no such symbol"),
        (person("x", bio="x" * 100_001), "", (), InvalidRequest, "persona: is 100"),
    ],
)
async def test_who_cannot_join_is_refused_before_anything_is_kept(world, set_stage, persona, place, regards, error, said):
    stage = await set_stage(world)
    town = Town(stage.store, stage.ecosystem)
    with pytest.raises(error) as refused:
        await town.orders.join(town.id, persona, place, regards)
    assert said in str(refused.value)
    assert await stage.store.due(town.id) == []


async def test_everybody_may_leave_and_somebody_come_again(world, set_stage):
    stage = await set_stage(world)
    town = Town(stage.store, stage.ecosystem, 2)
    for persona in world.cast:
        await town.orders.leave(town.id, persona.id)
    await steps(town, 3)
    assert (await town.store.head(town.id)).characters == 0
    await town.orders.join(town.id, GINA, "inn")
    await steps(town, 3)
    assert (await town.store.head(town.id)).characters == 1
    await sound(town)


async def test_a_play_names_those_who_came_later(world, set_stage):
    stage = await set_stage(world)
    town = Town(stage.store, stage.ecosystem)
    tell = await narrator(town.store, town.id)
    await town.orders.join(town.id, GINA, "square", REGARDS)
    await steps(town, 25)
    page = [plain(line) for line in tell.tell([e async for batch in town.store.events(town.id) for e in batch])]
    assert any(line.startswith("  GINA. ") for line in page)
    assert "    (Gina came to stay in the square.)" in page


def test_nowhere_is_no_place_where_anybody_is_found():
    presence = Presence({"anna": "inn", "bruno": ""})
    assert presence.at("inn") == ["anna"]
    assert presence.where["bruno"] == ""


async def test_what_was_done_may_be_asked_for_again_although_it_would_make_no_sense_now(world, set_stage):
    stage = await set_stage(world)
    town = Town(stage.store, stage.ecosystem)

    async def ordered() -> list:
        return [
            await town.orders.join(town.id, GINA, "square", REGARDS, "gina", at_tick=1),
            await town.orders.talk(town.id, "bruno", "Hello!", "Victor", key="hello", at_tick=2),
            await town.orders.leave(town.id, "bruno", "bruno", at_tick=3),
        ]

    first = await ordered()
    assert [receipt.at_tick for receipt in first] == [1, 2, 3]
    await steps(town, 5)
    again = await ordered()
    assert [(receipt.key, receipt.at_tick) for receipt in again] == [(receipt.key, receipt.at_tick) for receipt in first]
    assert all(receipt.seq for receipt in again)
    assert await town.store.due(town.id) == []


async def test_who_joins_while_somebody_else_takes_over_is_in_the_company_that_goes_on(world, set_stage, monkeypatch):
    stages = [await set_stage(world) for _ in range(2)]
    quiet, disturbed = [Town(stage.store, stage.ecosystem) for stage in stages]
    for town in (quiet, disturbed):
        unheard = Orders(town.store)
        await unheard.join(town.id, GINA, "square", REGARDS, "gina", at_tick=1)
        await unheard.step(town.id, 20)
    activate = disturbed.store.activate

    async def late(*how):
        monkeypatch.undo()
        everybody = list(await disturbed.store.whereabouts(disturbed.id))
        company = disturbed._company(disturbed.id, dict.fromkeys(everybody, ""))
        before = Supervisor(disturbed.id, disturbed.store, disturbed.herald, company)
        await before.activate()
        await before.tick()  # in which Gina joins
        return await activate(*how)

    monkeypatch.setattr(disturbed.store, "activate", late)
    for town in (quiet, disturbed):
        await town.ring(town.id)
        await town.rested()
        await sound(town)
    assert (await disturbed.store.head(disturbed.id)).hash == (await quiet.store.head(quiet.id)).hash
    assert await scenes_of(disturbed, "gina")
