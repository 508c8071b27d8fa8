"""A character's state: what drifts lazily, and bytes that are equal exactly when states are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.mind import mood as moods
from actors.mind.circle import Circle
from actors.mind.memory import REFLECTION, Memory
from actors.mind.needs import FULL, drifted
from actors.mind.recall import WorkingSet
from actors.mind.state import WEARY_TICKS, State
from actors.relationship import Relationship

WHO = st.sampled_from(["anna", "bruno", "carla", "dario"])
TICK = st.integers(0, 300)
FEELING = st.integers(-1000, 1000)
LEVEL = st.integers(0, 1000)
LINE = st.text("abÉ« '", max_size=10)
RELATIONSHIPS = st.builds(
    Relationship, st.tuples(FEELING, FEELING, FEELING, FEELING, LEVEL), st.sampled_from(["friend", "enemy"]), LINE, LINE, TICK
)
MEMORIES = st.builds(
    Memory, st.sampled_from([f"f{n}" for n in range(9)]), TICK, LEVEL, FEELING, WHO, st.sampled_from(["chat", REFLECTION]),
    WHO, st.just("accept"), st.just("inn"), st.just(""), TICK, st.just(""), LINE,
)  # fmt: skip
STATES = st.builds(
    State, st.sampled_from(["inn", "square"]), TICK, st.tuples(*[LEVEL] * 5), st.tuples(*[FEELING] * 3),
    st.dictionaries(WHO, RELATIONSHIPS, max_size=3).map(Circle), st.lists(MEMORIES, max_size=5).map(WorkingSet),
    st.dictionaries(WHO, TICK, max_size=3), st.dictionaries(st.sampled_from(["chat>anna", "insult>bruno"]), TICK),
    st.dictionaries(st.sampled_from(["f1", "secret:bruno"]), st.lists(WHO, max_size=2)),
    st.dictionaries(st.sampled_from(["f1", "f2"]), TICK),
    st.dictionaries(st.sampled_from(["secret:bruno", "secret:elena"]), WHO),
    st.dictionaries(st.sampled_from(["chat.open", "any.accept"]), TICK), st.lists(LINE, max_size=3), TICK,
)  # fmt: skip


@given(STATES)
def test_a_state_survives_its_encoding(state):
    copy = State.decoded(state.encoded())
    assert copy.encoded() == state.encoded()
    for field in ("place", "felt", "levels", "mood", "relationships", "told", "secrets", "recent", "acted"):
        assert getattr(copy, field) == getattr(state, field)
    assert copy.memories.by_fact == state.memories.by_fact
    assert {who: set(facts) for who, facts in copy.memories.by_person.items()} == {
        who: set(facts) for who, facts in state.memories.by_person.items()
    }


@given(STATES)
def test_equal_states_have_equal_bytes_in_whatever_order_they_came_about(state):
    copy = State.decoded(state.encoded())
    copy.relationships = Circle(dict(reversed(copy.relationships.items())))
    for field in ("last_met", "told", "settled", "secrets", "spoken"):
        setattr(copy, field, dict(reversed(getattr(copy, field).items())))
    assert copy.encoded() == state.encoded()


@pytest.mark.parametrize(
    "change",
    [
        {"place": "square"}, {"felt": 1}, {"levels": (0,) * 5}, {"mood": (1, 0, 0)}, {"acted": 2}, {"recent": ["a"]},
        {"relationships": Circle({"bruno": Relationship()})}, {"memories": WorkingSet([Memory("f", *[0] * 3, *[""] * 6, 0, "")])},
        {"last_met": {"bruno": 1}}, {"last_used": {"chat>bruno": 1}}, {"told": {"f": ["bruno"]}}, {"settled": {"f": 3}},
        {"secrets": {"secret:bruno": "bruno"}}, {"spoken": {"chat.open": 1}},
    ],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_a_change_of_anything_changes_the_bytes(change):
    state = State("inn", **{key: value for key, value in change.items() if key != "place"})
    state.place = change.get("place", "inn")
    assert state.encoded() != State("inn").encoded()


def test_somebody_begins_rested_and_unattached(person):
    anna = person("anna", traits=(300, 0, 400, 500, 0))
    state = State.newborn(anna, "inn")
    assert (state.place, state.levels, state.mood) == ("inn", FULL, moods.resting(anna))
    assert state.relationship("bruno") == Relationship()
    assert len(state.memories) == 0


def test_needs_and_mood_drift_from_the_tick_when_they_were_felt(person):
    anna = person("anna", traits=(0, 0, 0, 900, 0))
    state = State("inn", felt=10, levels=(500,) * 5, mood=(-600, 300, 0))
    assert state.needs_at(10) == (500,) * 5
    assert state.needs_at(13) == drifted((500,) * 5, 3)
    assert state.mood_at(anna, 10) == (-600, 300, 0)
    assert state.mood_at(anna, 10 + moods.HOME) == moods.resting(anna)


def test_asking_for_a_stranger_stores_nothing():
    state = State("inn")
    state.relationship("bruno")
    assert state.relationships == {}


def test_what_was_done_long_ago_is_forgotten_when_something_is_done():
    state = State("inn")
    state.use("chat", "bruno", 1)
    state.use("chat", "carla", 2)
    state.use("chat", "bruno", 3)
    assert list(state.last_used.items()) == [("chat>carla", 2), ("chat>bruno", 3)]
    state.use("insult", "carla", 2 + WEARY_TICKS)
    assert list(state.last_used.items()) == [("chat>bruno", 3), ("insult>carla", 62)]


def test_what_is_forgotten_is_neither_told_nor_settled_any_more():
    fact = Memory("f", *[0] * 3, *[""] * 6, 0, "")
    state = State("inn", memories=WorkingSet([fact]), told={"f": ["bruno"], "secret:anna": ["bruno"]}, settled={"f": 3})
    state.forget(["f", "never known"])
    assert (len(state.memories), state.told, state.settled) == (0, {"secret:anna": ["bruno"]}, {})


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6))
def test_the_mood_does_not_depend_on_when_it_was_asked_before(person, gaps):
    anna = person("anna", traits=(0, 0, 0, 900, -400))
    asked = State("inn", felt=3, mood=(-600, 300, 700))
    tick = 3
    for gap in gaps:
        tick += gap
        assert asked.mood_at(anna, tick) == State("inn", felt=3, mood=(-600, 300, 700)).mood_at(anna, tick)
    asked.felt, asked.mood = tick, (10, 20, 30)
    assert asked.mood_at(anna, tick) == (10, 20, 30)
