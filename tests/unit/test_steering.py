"""Directives in a story: each takes effect in one tick, as an event, and is felt from the next tick on."""

from collections import Counter
from dataclasses import replace

import pytest

from actors import recovery
from actors.cast import Presence
from actors.directives import directive_of
from actors.events import DIRECTED, INTERACTED, MOVED, REFLECTED, TICKED
from actors.mind.memory import EVENT
from actors.ports import Due
from actors.steering import MOST, Scenery, plan, read
from actors.world import Awake, Place
from runtime.following import narrator
from runtime.ordering import Orders
from runtime.transcript import plain
from runtime.verification import verify

STORM = {"what": "world_event", "event": "storm", "place": "square"}
EVERYWHERE = {"what": "world_event", "event": "other", "text": "The bell rang by itself."}
AVENGE = {"what": "whisper", "character": "anna", "aim": "avenge", "about": "bruno", "strength": 1000}
MEET = {"what": "meet", "one": "fabio", "other": "carla", "move": "insult"}
GLOOM = {"what": "mood", "character": "dario", "how": "set", "mood": [-1000, 500, -1000]}
MOVE = {"what": "move", "character": "elena", "place": "inn"}
ALL = (STORM, EVERYWHERE, AVENGE, MEET, GLOOM, MOVE)


def due(order, key: str = "k", at_tick: int = 0) -> Due:
    return Due("directive", key, at_tick, {"order": directive_of(order).encoded(), "at_once": False})


async def directed(stage, *orders, ticks: int = 1) -> list:
    """The events of the ticks that follow these orders."""
    for number, order in enumerate(orders):
        await Orders(stage.store).direct(stage.ecosystem, order, f"{stage.supervisor.head.tick}-{number}")
    before = stage.supervisor.head.seq
    await stage.play(ticks)
    return (await stage.events())[before:]


async def state_of(stage, who: str):
    return (await recovery.load(stage.store, stage.ecosystem, [who])).characters[who].state


def of_kind(events, kind: str) -> list:
    return [event for event in events if event.kind == kind]


async def test_a_directive_is_an_event_of_its_tick_once_and_due_no_longer(world, set_stage):
    stage = await set_stage(world)
    events = await directed(stage, GLOOM, ticks=3)
    assert [(event.kind, event.tick, event.scene) for event in events if event.kind == DIRECTED] == [(DIRECTED, 1, "!0")]
    assert events[0].kind == DIRECTED
    assert await stage.store.due(stage.ecosystem) == []
    assert await stage.store.answer(stage.ecosystem, "directive", "0-0") == events[0].seq
    assert (await verify(stage.store, stage.ecosystem, None)).faults == []


async def test_without_directives_the_story_is_as_it_was(world, set_stage, played):
    stage = await set_stage(world)
    await Orders(stage.store).direct(stage.ecosystem, GLOOM, at_tick=61)
    assert await stage.play(60) == played.supervisor.head.hash


async def test_it_takes_effect_at_the_tick_it_was_ordered_for(world, set_stage):
    stage = await set_stage(world)
    await Orders(stage.store).direct(stage.ecosystem, GLOOM, at_tick=4)
    await stage.play(6)
    assert [event.tick for event in of_kind(await stage.events(), DIRECTED)] == [4]


@pytest.mark.parametrize("troupes", [2, 6])
async def test_the_same_directives_at_the_same_ticks_tell_the_same_story_on_any_placement(world, set_stage, troupes):
    hashes = []
    for number in (1, troupes):
        stage = await set_stage(world, number)
        for place, order in enumerate(ALL if number == 1 else reversed(ALL)):  # whoever came first, under whatever keys
            await Orders(stage.store).direct(stage.ecosystem, order, f"{number}-{place}", at_tick=3)
        hashes.append(await stage.play(12))
        assert len(of_kind(await stage.events(), DIRECTED)) == len(ALL)
        assert (await verify(stage.store, stage.ecosystem, None)).faults == []
    assert len({*hashes}) == 1


async def test_recovery_from_the_beginning_and_from_a_snapshot_gives_the_state_of_life(world, set_stage):
    stage = await set_stage(world)
    await directed(stage, *ALL)
    await stage.supervisor.snapshot()
    await stage.play(2)
    ids = [persona.id for persona in world.cast]
    lived = await recovery.load(stage.store, stage.ecosystem, ids)
    read_again = await recovery.load(stage.store, stage.ecosystem, ids, snapshots=False)
    for name in ids:
        assert lived.characters[name].state.encoded() == read_again.characters[name].state.encoded()


async def test_an_event_at_a_place_is_felt_and_remembered_by_those_who_are_there_and_by_nobody_else(world, set_stage):
    stage = await set_stage(world)
    there = sorted(stage.supervisor._presence.at("square"))
    (event, *_) = await directed(stage, STORM)
    assert event.body["people"] == there
    assert event.body["told"] == "A storm broke over the square."
    memories = [memory for memory in await stage.store.memories(stage.ecosystem) if memory.seq == event.seq]
    assert [memory.owner for memory in memories] == there
    assert {memory.text for memory in memories} == {"A storm broke over the square."}
    others = await directed(stage, EVERYWHERE)
    assert others[0].body["people"] == sorted(persona.id for persona in world.cast)


async def test_what_happened_is_talked_of_and_heard_of_by_those_who_were_away(world, set_stage):
    stage = await set_stage(replace(world, genre=_talkative(world.genre)))
    await directed(stage, {"what": "move", "character": "fabio", "place": "inn"})
    await directed(stage, {**STORM, "text": "The old elm came down.", "importance": 900}, ticks=40)
    told = [e for e in of_kind(await stage.events(), INTERACTED) if any("old elm came down" in t for _, _, t in e.body["lines"])]
    assert told
    heard = [m for m in await stage.store.memories(stage.ecosystem) if "told me that the old elm came down." in m.text]
    assert "fabio" in {memory.owner for memory in heard}
    there = of_kind(await stage.events(), DIRECTED)[1].body["people"]
    assert all(event.body["responder"] not in there or event.body["initiator"] not in there for event in told)
    assert (await verify(stage.store, stage.ecosystem, None)).faults == []


def _talkative(genre):
    """News burns so much that it is told as soon as can be."""
    rules = (replace(r, add=600, when=(("news", ">", 0),)) if r.id == "news-burns" else r for r in genre.rules)
    return replace(genre, hash="talkative", rules=tuple(rules))


async def test_a_whisper_changes_what_somebody_does_and_the_reasons_say_so(world, set_stage):
    deeds = {}
    for aim in ("avenge", "court"):
        stage = await set_stage(world)
        await directed(stage, {**AVENGE, "aim": aim}, ticks=30)
        mine = [e.body for e in of_kind(await stage.events(), INTERACTED) if e.body["initiator"] == "anna"]
        deeds[aim] = Counter(body["move"] for body in mine if body["responder"] == "bruno")
        assert any(rule == f"whispered-to-{aim}" for body in mine for rule, _ in body["rules"])
        state = await state_of(stage, "anna")
        assert next((each.aim, each.about, each.text) for each in state.aims)[:2] == (aim, "bruno")
    assert deeds["avenge"]["insult"] > deeds["court"]["insult"]
    assert deeds["court"]["flirt"] > deeds["avenge"]["flirt"]


async def test_who_is_to_avoid_somebody_goes_away_and_begins_nothing_with_him(world, set_stage):
    stage = await set_stage(world)
    await directed(stage, {**AVENGE, "aim": "avoid"}, ticks=25)
    events = await stage.events()
    mine = [e.body for e in of_kind(events, INTERACTED) if e.body["initiator"] == "anna"]
    assert all(body["responder"] != "bruno" for body in mine)
    assert any(event.body["character"] == "anna" for event in of_kind(events, MOVED))


async def test_an_aim_is_over_after_its_ticks(world, set_stage):
    stage = await set_stage(world)
    await directed(stage, {**AVENGE, "ticks": 3}, ticks=12)
    rules = [
        (event.tick, rule) for event in of_kind(await stage.events(), INTERACTED) for rule, _ in event.body["rules"]
    ]  # fmt: skip
    assert all(tick in (2, 3, 4) for tick, rule in rules if rule.startswith("whispered"))


async def test_a_mood_is_set_and_shifted(world, set_stage):
    stage = await set_stage(world)
    await directed(stage, GLOOM)
    assert (await state_of(stage, "dario")).mood_at(stage_persona(world, "dario"), 1)[0] <= -800
    await directed(stage, {**GLOOM, "how": "shift", "mood": [1000, 0, 0]})
    assert (await state_of(stage, "dario")).mood_at(stage_persona(world, "dario"), 2)[0] >= 0


def stage_persona(world, name):
    return next(persona for persona in world.cast if persona.id == name)


async def test_who_is_moved_is_there_and_does_nothing_else_in_that_tick(world, set_stage):
    stage = await set_stage(world)
    events = await directed(stage, MOVE, ticks=2)
    (moved,) = [event for event in of_kind(events, MOVED) if event.tick == 1 and event.body["character"] == "elena"]
    assert (moved.body["to"], moved.scene, moved.index) == ("inn", "!0", 1)
    scenes = [event.body for event in of_kind(events, INTERACTED) if event.tick == 1]
    assert all("elena" not in (body["initiator"], body["responder"], *body["witnesses"]) for body in scenes)
    assert events[0].body["told"] == "Elena is called away to the inn."
    assert (await directed(stage, {**MOVE, "character": "elena"}))[0].body["told"] in (
        "Elena stays at the inn.", "Elena is called away to the inn.",
    )  # fmt: skip


async def test_two_are_brought_together_and_the_first_does_what_was_named(world, set_stage):
    stage = await set_stage(world)
    await directed(stage, {"what": "move", "character": "fabio", "place": "inn"})
    events = await directed(stage, MEET)
    (order,) = of_kind(events, DIRECTED)
    assert order.body["scene"] == "fabio>carla"
    (scene,) = [event for event in of_kind(events, INTERACTED) if event.scene == "fabio>carla"]
    assert (scene.body["move"], scene.body["place"]) == ("insult", order.body["place"])
    whereabouts = await stage.store.whereabouts(stage.ecosystem)
    assert whereabouts["fabio"] == whereabouts["carla"] == order.body["place"]
    assert (await verify(stage.store, stage.ecosystem, None)).faults == []


async def test_what_cannot_be_done_gives_way_to_what_appeals_most(world, set_stage):
    stage = await set_stage(world)
    events = await directed(stage, {**MEET, "move": "apologise"})  # there is nothing to be sorry for
    (scene,) = [event for event in of_kind(events, INTERACTED) if event.scene == "fabio>carla"]
    assert scene.body["move"] != "apologise"


async def test_without_a_named_move_it_is_the_one_that_appeals_most_and_the_others_are_told_as_rejected(world, set_stage):
    stage = await set_stage(world)
    events = await directed(stage, {"what": "meet", "one": "carla", "other": "bruno"})
    (scene,) = [event for event in of_kind(events, INTERACTED) if event.scene == "carla>bruno"]
    assert scene.body["score"] >= max(score for _, _, score in scene.body["rejected"])


async def test_of_two_meetings_of_one_person_the_second_waits_a_tick(world, set_stage):
    stage = await set_stage(world)
    events = await directed(stage, MEET, {**MEET, "one": "anna"}, ticks=2)
    assert [event.tick for event in of_kind(events, DIRECTED)] == [1, 2]


async def test_nobody_is_in_two_scenes_whatever_is_ordered(classic_world, set_stage):
    stage = await set_stage(classic_world)
    names = [persona.id for persona in classic_world.cast]
    for tick in range(1, 16):
        one, other = names[tick % 6], names[(tick * 5 + 1) % 6]
        if one != other:
            await directed(stage, {"what": "meet", "one": one, "other": other}, {**MOVE, "character": names[(tick + 2) % 6]})
        await stage.play(1)
    assert (await verify(stage.store, stage.ecosystem, None)).faults == []


async def test_the_classic_manners_have_words_for_every_directive(classic_world, set_stage):
    stage = await set_stage(classic_world)
    events = await directed(stage, *ALL, ticks=25)
    tell = await narrator(stage.store, stage.ecosystem)
    page = [plain(line) for line in tell.tell(events)]
    for said in ("storm broke", "bell rang by itself", "A thought comes to Anna", "brought together", "shadow falls on Dario"):
        assert any(said in line for line in page), page
    assert [line for line in page if "#" in line or line.endswith(". …")] == []


async def test_an_order_that_is_read_nowhere_is_answered_with_a_fault(world, set_stage):
    stage = await set_stage(world)
    await stage.store.request(stage.ecosystem, Due("directive", "odd", 0, {"order": {"what": "miracle"}}))
    await stage.store.request(stage.ecosystem, due({**MOVE, "character": "gone"}, "gone"))
    await stage.play(1)
    faults = [event.body["fault"] for event in of_kind(await stage.events(), DIRECTED)]
    assert sorted(faults) == [
        "gone is not here any more",
        "what: 'miracle' is unknown; it is one of world_event, whisper, meet, mood, move",
    ]
    assert await stage.store.due(stage.ecosystem) == []


def test_too_many_at_once_wait_the_earliest_first(cast):
    presence = Presence(dict.fromkeys(cast.personas, "inn"))
    orders = [due({**GLOOM, "mood": [0, 0, number]}, f"k{number}", at_tick=200 - number) for number in range(MOST + 9)]
    made = plan(read(orders), Scenery(300, cast, presence, ("inn",)))
    answered = [order.key for order, _ in made.answered]
    assert len(made.drafts) == MOST
    assert {*answered} == {f"k{number}" for number in range(9, MOST + 9)}


async def test_an_event_memory_never_becomes_a_reflection_and_fades_like_any_other(world, set_stage):
    stage = await set_stage(world)
    for tick in range(20):
        await directed(stage, {**EVERYWHERE, "importance": 10, "text": f"a leaf fell, the {tick}th"})
    await stage.play(120)
    thoughts = of_kind(await stage.events(), REFLECTED)
    assert thoughts == [] or all(thought.body["memories"][0]["text"] for thought in thoughts)
    state = await state_of(stage, "anna")
    assert EVENT in {memory.move for memory in state.memories.by_fact.values()}


@pytest.fixture
def drowsy(world):
    """Somebody lives at each of four places, and of three of them one is awake at a time."""
    places = (*world.places, Place("mill", "the mill", "at the mill", True), Place("chapel", "the chapel", "in the chapel", True))
    homes = [place.id for place in places]
    cast = tuple(replace(persona, haunts=(homes[number % 4],)) for number, persona in enumerate(world.cast))
    return replace(world, places=places, cast=cast, awake=Awake(always=1, at_once=1))


@pytest.mark.parametrize("troupes", [1, 3])
async def test_in_a_large_cast_sleepers_are_met_moved_whispered_to_and_caught_by_storms(drowsy, set_stage, troupes, monkeypatch):
    monkeypatch.setattr("actors.attention.NEIGHBOURHOOD", 1)
    monkeypatch.setattr("actors.attention.TURN", 3)
    monkeypatch.setattr("actors.attendance.LINGER", 1)
    stage = await set_stage(drowsy, troupes)
    await stage.play(2)
    for _ in range(12):
        asleep = _asleep(stage) or ["fabio"]
        one = asleep[0]
        other = asleep[-1] if asleep[1:] else next(name for name in ["anna", "bruno", "carla"] if name != one)
        place = stage.supervisor._presence.where[one]
        orders = [
            {"what": "meet", "one": one, "other": other}, {**AVENGE, "character": "anna", "about": "carla"},
            {**GLOOM, "character": one}, {**STORM, "place": place}, EVERYWHERE,
        ]  # fmt: skip
        number = stage.supervisor.head.tick
        for index, order in enumerate(orders):
            await Orders(stage.store).direct(stage.ecosystem, order, f"{number}-{index}")
        await stage.play(2)
    events = await stage.events()
    assert len(of_kind(events, DIRECTED)) == 60
    assert all(not event.body["fault"] for event in of_kind(events, DIRECTED))
    assert len(of_kind(events, TICKED)) == 26
    assert (await verify(stage.store, stage.ecosystem, None)).faults == []


def _asleep(stage) -> list[str]:
    awake = stage.supervisor._setting.attention.awake(stage.supervisor.head.tick + 1)
    return sorted(name for name, place in stage.supervisor._presence.where.items() if place not in awake)
