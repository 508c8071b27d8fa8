"""Talk with people: one event, an answer in the character's voice, a memory, and nothing told that must not be told."""

from dataclasses import replace

import pytest

from actors import recovery
from actors.cast import Cast
from actors.errors import CharacterUnknown, InvalidRequest
from actors.events import CONVERSED, INTERACTED, MOVED
from actors.mind.conversation import MOST, answered, names_known
from actors.mind.conversation import Partner as Somebody
from actors.mind.memory import TALK, Memory
from actors.mind.recall import WorkingSet
from actors.mind.setting import Setting
from actors.mind.state import State
from actors.persona import Voice
from actors.ports import Due
from actors.talking import LONGEST, QUOTED, Talk, quoted, talk_of
from actors.world import Awake
from runtime.following import narrator
from runtime.ordering import Orders
from runtime.transcript import plain
from runtime.verification import verify

QUESTIONS = (
    "Good day!", "How are you?", "Who are you?", "What do you want?", "What's new?", "Why did you do that?",
    "What are you hiding?", "Tell me the secret of {0}.", "What do you think of {0}?", "Do you love me?", "You are a liar!",
    "I will expose you!", "Sorry.", "Thank you.", "What of the square?", "You should go to the inn.", "Do you know Robespierre?",
    "It is raining.", "Is it raining?", "Goodbye.", "I know that you sold the bell.", "Is it true that {0} sold the bell?",
    "Can {0} read?",
)  # fmt: skip


async def said(stage, character: str, words: str, name: str = "Victor", speaker: str = "", quiet: bool = True):
    """The event in which somebody's words are answered."""
    await Orders(stage.store).talk(stage.ecosystem, character, words, "" if speaker else name, speaker)
    await stage.supervisor.tick(quiet)
    return next(event for event in reversed(await stage.events()) if event.kind == CONVERSED)


async def state_of(stage, who: str):
    return (await recovery.load(stage.store, stage.ecosystem, [who])).characters[who].state


async def test_words_and_answer_are_one_event_of_one_tick(world, set_stage):
    stage = await set_stage(world)
    event = await said(stage, "anna", "What do you want?")
    body = event.body
    assert (event.tick, event.scene, body["intent"], body["name"]) == (1, "?0", "want", "Victor")
    assert body["lines"][0] == ["", "", "What do you want?"]
    assert body["lines"][1][0] == "anna" and body["lines"][1][2]
    assert await stage.store.due(stage.ecosystem) == []
    assert (await verify(stage.store, stage.ecosystem, None)).faults == []


async def test_it_is_remembered_and_a_second_visit_is_one(classic_world, set_stage):
    stage = await set_stage(classic_world)
    await said(stage, "anna", "Good day!")
    (memory,) = [memory for memory in await stage.store.memories(stage.ecosystem) if memory.owner == "anna"]
    assert memory.text.startswith("Victor said to me: “Good day!” I answered: “")
    assert [kept.text for kept in (await state_of(stage, "anna")).memories.by_fact.values() if kept.move == TALK] == ["Victor"]
    assert (await said(stage, "anna", "Hello!")).body["lines"][1][1] == "talk.again"
    assert (await said(stage, "anna", "Hello!", "Clara")).body["lines"][1][1] == "talk.greet"


async def test_who_speaks_as_a_character_comes_to_the_other_and_both_remember_and_feel(world, set_stage):
    stage = await set_stage(world)
    await Orders(stage.store).direct(stage.ecosystem, {"what": "move", "character": "carla", "place": "inn"})
    await stage.supervisor.tick(True)
    before = (await state_of(stage, "anna")).relationship("carla").numbers[0]
    event = await said(stage, "anna", "You are a fool!", speaker="carla")
    after = (await state_of(stage, "anna")).relationship("carla").numbers[0]
    assert after < before
    assert event.body["people"] == ["anna", "carla"]
    assert (await stage.store.whereabouts(stage.ecosystem))["carla"] == event.body["place"]
    assert [e.body["to"] for e in await stage.events() if e.kind == MOVED and e.tick == 2] == [event.body["place"]]
    owners = {memory.owner: memory.text for memory in await stage.store.memories(stage.ecosystem) if memory.seq == event.seq}
    assert owners["carla"].startswith("I said to Anna: “You are a fool!” The answer was: “")
    assert (await state_of(stage, "carla")).last_met["anna"] == event.tick
    assert (await verify(stage.store, stage.ecosystem, None)).faults == []


async def test_an_insult_hurts_and_an_apology_heals(world, set_stage):
    stage = await set_stage(world)
    calm = (await state_of(stage, "anna")).mood
    await said(stage, "anna", "You are a liar!")
    hurt = (await state_of(stage, "anna")).mood
    assert hurt[0] < calm[0]
    await said(stage, "anna", "I am sorry.")
    assert (await state_of(stage, "anna")).mood[0] > hurt[0]


async def test_in_an_ordinary_tick_who_talks_is_in_no_other_scene(classic_world, set_stage):
    stage = await set_stage(classic_world)
    for name in ("anna", "bruno", "carla") * 4:
        event = await said(stage, name, "What's new?", quiet=False)
        scenes = [e.body for e in await stage.events() if e.kind == INTERACTED and e.tick == event.tick]
        assert all(name not in (body["initiator"], body["responder"], *body["witnesses"]) for body in scenes)
    assert (await verify(stage.store, stage.ecosystem, None)).faults == []


async def test_one_is_spoken_to_by_one_person_at_a_time(world, set_stage):
    stage = await set_stage(world)
    for name in ("Victor", "Clara", "Otto"):
        await Orders(stage.store).talk(stage.ecosystem, "anna", "Good day!", name)
    await Orders(stage.store).talk(stage.ecosystem, "bruno", "Good day!", "Otto")
    await stage.play(3)
    ticks = [(event.tick, event.body["character"]) for event in await stage.events() if event.kind == CONVERSED]
    assert sorted(ticks) == [(1, "anna"), (1, "bruno"), (2, "anna"), (3, "anna")]


@pytest.mark.parametrize("troupes", [2, 6])
async def test_the_same_words_in_the_same_ticks_get_the_same_answers_on_any_placement(classic_world, set_stage, troupes):
    hashes = []
    for number in (1, troupes):
        stage = await set_stage(classic_world, number)
        for tick, name in enumerate(("anna", "bruno", "carla", "anna"), 1):
            await Orders(stage.store).talk(stage.ecosystem, name, "What do you think of Dario?", "Victor", at_tick=tick)
            await Orders(stage.store).talk(stage.ecosystem, "elena", "Hello!", "", "fabio", at_tick=tick)
        hashes.append(await stage.play(8))
    assert len({*hashes}) == 1


@pytest.mark.parametrize("speaker", ["", "fabio"])
async def test_no_answer_ever_gives_a_secret_away_or_lacks_words(classic_world, set_stage, speaker):
    stage = await set_stage(classic_world)
    await stage.play(40)
    loaded = await recovery.load(stage.store, stage.ecosystem, [persona.id for persona in classic_world.cast])
    secrets = [
        secret
        for persona in classic_world.cast
        if persona.secret
        for secret in (persona.secret.confession, persona.secret.rumour)
    ]
    said_all = []
    for name, character in loaded.characters.items():
        if name == speaker:
            continue
        partner = Somebody(speaker, "Fabio" if speaker else "Victor")
        for words in QUESTIONS:
            for third in ("Bruno", "Elena"):
                reply = answered(loaded.setting, character.persona, character.state, partner, words.format(third), "inn", 41)
                assert 1 <= len(reply.lines) <= MOST
                said_all += [text for _, text in reply.lines]
    assert not [text for text in said_all if any(secret in text for secret in secrets)]
    assert not [text for text in said_all if text == "…" or "#" in text]


def test_only_what_is_known_is_recalled(setting, person):
    anna = person("anna")
    state = State("inn", memories=WorkingSet(owner="anna"))
    assert {*names_known(setting, anna, state).people} == {"anna"}
    reply = answered(setting, anna, state, Somebody("", "Victor"), "What do you think of Bruno?", "inn", 5)
    assert reply.heard.people == () and reply.heard.unknown
    deed = Memory("f1", 2, 600, -300, "bruno", "insult", "anna", "refuse", "inn", "", 2, "")
    state.memories.add(deed)
    reply = answered(setting, anna, state, Somebody("", "Victor"), "What do you think of Bruno?", "inn", 5)
    assert reply.heard.people == ("bruno",)


async def test_what_it_recalls_is_its_own_memory_of_that_person(classic_world, set_stage):
    stage = await set_stage(classic_world)
    insult = {"what": "meet", "one": "carla", "other": "bruno", "move": "insult"}
    await Orders(stage.store).direct(stage.ecosystem, insult, at_once=True)
    await stage.supervisor.tick(True)
    there = {memory.owner for memory in await stage.store.memories(stage.ecosystem)}
    about_carla = "What do you think of Carla?"
    told = {
        name: " ".join(t for _, _, t in (await said(stage, name, about_carla)).body["lines"][1:]) for name in ("bruno", "dario")
    }
    assert "Carla insulted me" in told["bruno"]
    assert ("insulted" in told["dario"]) == ("dario" in there)


async def test_a_genre_without_words_for_talk_answers_with_what_it_has(world, set_stage):
    stage = await set_stage(world)
    answers = [(await said(stage, "anna", words)).body["lines"][1][1] for words in ("Good day!", "You are a fool!", "Why?")]
    assert answers == ["any.accept", "any.refuse", "any.hedge"]


async def test_a_talk_reads_like_a_play(classic_world, set_stage):
    stage = await set_stage(classic_world)
    event = await said(stage, "anna", "Good day!")
    page = [plain(line) for line in (await narrator(stage.store, stage.ecosystem)).tell([event])]
    assert page[0] == "\nIn the square. (tick 1)"
    assert page[1] == "  VICTOR. Good day!"
    assert page[2].startswith("  ANNA. ")


async def test_words_to_somebody_who_is_gone_are_answered_by_a_fault(world, set_stage):
    stage = await set_stage(world)
    order = Talk("ghost", "Boo!", "Victor", "").encoded()
    await stage.store.request(stage.ecosystem, _due(order))
    await stage.supervisor.tick(True)
    (event,) = [event for event in await stage.events() if event.kind == CONVERSED]
    assert event.body["fault"] == "ghost is not here any more"
    assert await stage.store.due(stage.ecosystem) == []
    page = list((await narrator(stage.store, stage.ecosystem)).tell([event]))
    assert page == []


def _due(order):
    return Due("talk", "k", 0, {"order": order, "at_once": True})


@pytest.mark.parametrize(
    ("how", "error", "said"),
    [
        ({"character": "ghost"}, CharacterUnknown, "ghost"),
        ({"speaker": "ghost"}, CharacterUnknown, "ghost"),
        ({"speaker": "anna"}, InvalidRequest, "speaker: is the character itself"),
        ({"speaker": "bruno", "name": "Victor"}, InvalidRequest, "name: speak with a name of your own or as"),
        ({"words": "  "}, InvalidRequest, "words: is missing"),
        ({"words": "x" * (LONGEST + 1)}, InvalidRequest, "words: has 501"),
        ({"words": "a\x07"}, InvalidRequest, "words: has characters"),
        ({"name": "n" * 61}, InvalidRequest, "name: has 61"),
    ],
)
async def test_what_is_wrong_is_refused_before_anything_is_kept(world, set_stage, how, error, said):
    stage = await set_stage(world)
    with pytest.raises(error) as refused:
        await Orders(stage.store).talk(stage.ecosystem, **{"character": "anna", "words": "Hello", **how})
    assert said in str(refused.value)
    assert await stage.store.due(stage.ecosystem) == []


def test_a_talk_says_itself_again():
    talk = Talk("anna", "Good day!", "Victor", "")
    assert talk_of(talk.encoded()) == talk


def test_long_words_are_remembered_in_part():
    assert quoted("short") == "short"
    long = quoted("word " * 100)
    assert long.endswith("word…") and len(long) <= QUOTED


async def test_a_sleeper_is_woken_by_words(world, set_stage):
    places = (*world.places, *(replace(world.places[0], id=f"p{n}", name=f"the barn {n}") for n in range(6)))
    cast = tuple(replace(persona, haunts=(places[number + 2].id,)) for number, persona in enumerate(world.cast))
    stage = await set_stage(replace(world, places=places, cast=cast, awake=Awake(1, 1)), 3)
    awake = stage.supervisor._setting.attention.awake(1)
    sleeper = next(name for name, place in sorted(stage.supervisor._presence.where.items()) if place not in awake)
    event = await said(stage, sleeper, "Good day!")
    assert event.body["character"] == sleeper
    assert (await verify(stage.store, stage.ecosystem, None)).faults == []


def test_a_line_of_ones_own_that_would_give_a_secret_away_is_never_said_to_visitors(cast, genre):
    lines = (("any.refuse", ("I tell you: #secret#.", "Ask my hat.")),)
    bruno = replace(cast.personas["bruno"], voice=Voice("plain", lines=lines))
    setting = Setting(7, Cast({**cast.personas, "bruno": bruno}, cast.places), genre)
    told = []
    for turn in range(20):
        state = State("inn", memories=WorkingSet(owner="bruno"), spoken={"any.refuse": turn})
        reply = answered(setting, bruno, state, Somebody("", "Victor"), "What are you hiding?", "inn", 5)
        told += [text for _, text in reply.lines]
    assert "Ask my hat." in told
    assert not [text for text in told if "sold the bell" in text]
