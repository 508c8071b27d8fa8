"""The fold: how each kind of event changes a character, and that nothing else does."""

from dataclasses import replace

import orjson
import pytest

from actors.events import CONVERSED, DIRECTED, FOUNDED, INTERACTED, JOINED, MOVED, REFLECTED, TICKED, TURNED, Draft, numbered
from actors.fold import apply, concerned, newborn
from actors.mind.memory import REFLECTION, Memory
from actors.mind.needs import FULL, drifted, filled
from actors.mind.recall import WORKING_SET, WorkingSet
from actors.mind.state import RECENT_LINES, State
from actors.relationship import Relationship


def event(kind: str, tick: int = 5, scene: str = "s", **body):
    return numbered("e", tick, 0, [Draft(kind, scene, 0, body)])[0]


def regard(owner: str, target: str, affinity: int) -> dict:
    return {
        "owner": owner, "target": target, "was": (0,) * 5, "now": (affinity, 1, 2, 3, 400), "before": "stranger",
        "kind": "friend", "bond": "cousin", "calls": "my dear", "since": 5,
    }  # fmt: skip


def memory(owner: str, fact: str = "f1", importance: int = 300, tick: int = 5, **more) -> dict:
    deed = Memory(fact, tick, importance, 50, "anna", "chat", "bruno", "accept", "inn", "", tick, "")._replace(**more)
    return {"owner": owner, "importance": importance, "feeling": 50, "tags": deed.tags, "text": "…"}


def encounter(tick: int = 5, **changes):
    """Anna chats with Bruno before Carla."""
    effects = {
        "anna": {"mood": (40, 0, 10), "needs": (-50, 100, 0, 0, 0), "emotion": "joy"},
        "bruno": {"mood": (-40, 0, 10), "needs": (-20, 0, 30, 0, 0), "emotion": "distress"},
    }
    body = {
        "initiator": "anna", "responder": "bruno", "witnesses": ["carla"], "move": "chat", "fact": "",
        "learned": "", "settles": "",
        "lines": [["anna", "chat.open", "Fine rain."], ["bruno", "any.accept", "So it is."], ["anna", "close.warm", "Good day."]],
        "regards": [regard("anna", "bruno", 200), regard("bruno", "anna", 100), regard("carla", "anna", -50)],
        "effects": effects, "memories": [memory("anna"), memory("bruno"), memory("carla")],
    }  # fmt: skip
    return event(INTERACTED, tick, **{**body, **changes})


def after(person, who: str, *events, state: State | None = None) -> State:
    state = state or State("inn")
    for one in events:
        apply(state, person(who), one)
    return state


def test_an_event_concerns_those_whose_state_it_changes():
    assert concerned(encounter()) == ("anna", "bruno", "carla")
    for kind in (MOVED, REFLECTED):
        assert concerned(event(kind, character="anna")) == ("anna",)
    regards = [regard("anna", "bruno", 5), regard("carla", "anna", 5)]
    assert concerned(event(JOINED, character="anna", regards=regards)) == ("anna", "carla")
    for kind in (DIRECTED, CONVERSED):
        assert concerned(event(kind, people=["bruno", "carla"])) == ("bruno", "carla")
    for kind in (FOUNDED, TURNED, TICKED):
        assert concerned(event(kind)) == ()


def test_joining_makes_a_newborn_with_the_regards_it_came_with(person):
    anna = person("anna", traits=(300, 0, 400, 500, 0))
    state = newborn(event(JOINED, 0, character="anna", place="inn", regards=[regard("anna", "bruno", 300)], memories=[]), anna)
    assert state.place == "inn"
    assert state.levels == FULL
    assert state.relationships == {"bruno": Relationship((300, 1, 2, 3, 400), "friend", "cousin", "my dear", 5)}


def test_moving_changes_the_place_and_counts_as_an_act(person):
    state = after(person, "anna", event(MOVED, 7, character="anna", to="square", memories=[], **{"from": "inn"}))
    assert (state.place, state.acted) == ("square", 7)
    assert replace(state, place="inn", acted=0).encoded() == State("inn").encoded()


def test_both_participants_feel_what_the_event_says_on_top_of_what_drifted(person):
    state = after(person, "anna", encounter(tick=9), state=State("inn", felt=4, levels=(500,) * 5, mood=(0, 0, 0)))
    assert state.levels == filled(drifted((500,) * 5, 5), (-50, 100, 0, 0, 0))
    assert state.mood == (40, 0, 10)
    assert state.felt == 9


def test_a_witness_feels_nothing_but_forms_an_opinion(person):
    state = after(person, "carla", encounter())
    assert (state.levels, state.mood, state.felt) == (FULL, (0, 0, 0), 0)
    assert list(state.relationships) == ["anna"]
    assert state.relationships["anna"].numbers[0] == -50
    assert (state.last_met, state.last_used, state.spoken) == ({}, {}, {})


def test_each_takes_only_its_own_regards_and_memories(person):
    event_of_three = encounter(memories=[memory("anna", "fa"), memory("bruno", "fb"), memory("carla", "fc")])
    for who, fact, target in (("anna", "fa", "bruno"), ("bruno", "fb", "anna"), ("carla", "fc", "anna")):
        state = after(person, who, event_of_three)
        assert list(state.memories.by_fact) == [fact]
        assert list(state.relationships) == [target]


def test_own_lines_are_counted_and_kept_for_a_while(person):
    anna, bruno = after(person, "anna", encounter(), encounter()), after(person, "bruno", encounter())
    assert anna.spoken == {"chat.open": 2, "close.warm": 2}
    assert anna.recent == ["Fine rain.", "Good day."] * 2
    assert (bruno.spoken, bruno.recent) == ({"any.accept": 1}, ["So it is."])
    assert len(after(person, "anna", *[encounter()] * RECENT_LINES).recent) == RECENT_LINES


def test_a_meeting_is_dated_for_both_and_the_deed_for_its_doer(person):
    anna, bruno = after(person, "anna", encounter(tick=8)), after(person, "bruno", encounter(tick=8))
    assert (anna.last_met, anna.last_used, anna.acted) == ({"bruno": 8}, {"chat>bruno": 8}, 8)
    assert (bruno.last_met, bruno.last_used, bruno.acted) == ({"anna": 8}, {}, 0)


def test_a_teller_remembers_having_told_once(person):
    state = after(person, "anna", encounter(fact="f9"), encounter(fact="f9"), encounter(fact="f8"))
    assert state.told == {"f9": ["bruno"], "f8": ["bruno"]}
    assert after(person, "bruno", encounter(fact="f9")).told == {}
    assert after(person, "carla", encounter(fact="f9")).told == {}


def test_a_listener_learns_a_secret_from_whoever_told_it_first(person):
    first, second = encounter(fact="secret:elena", learned="secret:elena"), encounter(learned="secret:elena", initiator="dario")
    assert after(person, "bruno", first, second).secrets == {"secret:elena": "anna"}
    assert after(person, "anna", first).secrets == {}
    assert after(person, "carla", first).secrets == {}


def test_a_reflection_takes_the_place_of_what_faded(person):
    thought = memory("anna", "anna@9", move=REFLECTION) | {"text": "I was unjust."}
    known = WorkingSet(Memory(f"f{n}", 1, 50, 0, "bruno", "chat", "anna", "accept", "inn", "", 1, "") for n in range(3))
    reflected = event(REFLECTED, 9, character="anna", dropped=["f0", "f2"], memories=[thought])
    state = after(person, "anna", reflected, state=State("inn", memories=known))
    assert sorted(state.memories.by_fact) == ["anna@9", "f1"]
    assert state.memories.by_fact["anna@9"].text == "I was unjust."


def test_a_scene_may_crowd_out_what_a_reflection_of_the_same_tick_would_drop(person):
    """Both were made from the state before the tick; the scene's event comes first."""
    known = WorkingSet(
        Memory(f"f{n}", n, 60 + n, 0, "bruno", "chat", "anna", "accept", "inn", "", n, "") for n in range(WORKING_SET)
    )
    scene = encounter(tick=400, memories=[memory("anna", "new", 900, tick=400)])
    thought = memory("anna", "anna@400", move=REFLECTION)
    reflected = event(REFLECTED, 400, character="anna", dropped=["f0", "f1"], memories=[thought])
    state = after(person, "anna", scene, reflected, state=State("inn", memories=known))
    assert {"new", "anna@400"} <= state.memories.by_fact.keys()
    assert not {"f0", "f1"} & state.memories.by_fact.keys()


def test_the_working_set_never_grows_beyond_its_size(person):
    events = [encounter(tick=n, memories=[memory("anna", f"f{n}", tick=n)]) for n in range(WORKING_SET + 9)]
    known = after(person, "anna", *events).memories
    assert WORKING_SET * 3 // 4 < len(known) <= WORKING_SET
    assert events[-1].body["memories"][0]["tags"][0] == f"fact:{list(known.by_fact)[-1]}"


@pytest.mark.parametrize("who", ["anna", "bruno", "carla"])
def test_an_event_and_its_reading_from_a_store_change_a_state_alike(person, who):
    one = encounter(fact="f9", learned="secret:elena")
    reread = replace(one, body=orjson.loads(one.encoded))
    assert after(person, who, one).encoded() == after(person, who, reread).encoded()


def test_a_pardon_settles_the_deed_for_both_and_for_nobody_else(person):
    pardon = encounter(tick=7, settles="f1")
    assert after(person, "anna", pardon).settled == {"f1": 7}
    assert after(person, "bruno", pardon).settled == {"f1": 7}
    assert after(person, "carla", pardon).settled == {}


def test_who_is_there_already_comes_to_feel_something_for_a_newcomer(person):
    joins = event(JOINED, character="gina", regards=[regard("gina", "anna", 9), regard("anna", "gina", 300)])
    assert after(person, "anna", joins).relationship("gina").numbers[0] == 300


def test_a_newcomer_is_rested_whenever_it_comes(person):
    joins = event(JOINED, 500, character="gina", place="inn", regards=[])
    state = newborn(joins, person("gina"))
    assert state.needs_at(500) == FULL
