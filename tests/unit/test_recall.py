"""Recall for a choice: what fades, what stays, and what is forgotten first."""

from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from actors import dice
from actors.mind.memory import REFLECTION, Memory
from actors.mind.recall import (
    FADED,
    HALF_LIFE,
    NEWSWORTHY,
    REFLECT_FROM,
    STALE,
    WORKING_SET,
    WorkingSet,
    rank,
    strength,
)  # fmt: skip


def memory(fact: str, tick: int = 0, importance: int = 500, by: str = "bruno", to: str = "anna", teller: str = "") -> Memory:
    return Memory(fact, tick, importance, 0, by, "chat", to, "accept", "inn", "", tick, teller)


def test_a_trifle_is_half_as_strong_after_its_half_life():
    trifle = memory("f", importance=4)
    assert strength(trifle, 0) == 4
    assert strength(trifle, HALF_LIFE) in (1, 2)


@given(st.integers(0, 1000))
def test_a_memory_halves_in_its_half_life(importance):
    assert abs(2 * strength(memory("f", importance=importance), HALF_LIFE) - importance) <= 2


@given(st.integers(0, 999), st.integers(0, 5000))
def test_what_matters_more_stays_stronger_at_any_age(importance, age):
    assert strength(memory("f", importance=importance), age) <= strength(memory("g", importance=importance + 1), age)


def test_what_matters_more_takes_longer_to_fade():
    def fading(importance: int) -> int:
        return next(tick for tick in count() if strength(memory("f", importance=importance), tick) < FADED)

    assert fading(100) < fading(400) - HALF_LIFE < fading(1000)


@given(st.integers(1, 1000), st.integers(0, 500), st.integers(1, 1000), st.integers(0, 500), st.integers(0, 900))
def test_of_two_memories_the_stronger_stays_the_stronger(importance, tick, other, then, later):
    one, two = memory("f", tick=tick, importance=importance), memory("g", tick=then, importance=other)
    now = max(tick, then) + later
    if rank(one) > rank(two):
        assert strength(one, now) >= strength(two, now) - 1  # both are rounded down


@given(st.integers(0, 1000), st.integers(0, 3000), st.integers(0, 3000))
def test_nothing_grows_stronger_with_time(importance, age, more):
    known = memory("f", importance=importance)
    assert 0 <= strength(known, age + more) <= strength(known, age) <= importance


def test_what_was_witnessed_stays_when_it_is_also_told():
    seen, heard = memory("f", tick=3), memory("f", tick=9, teller="carla")
    for order in ((seen, heard), (heard, seen)):
        assert WorkingSet(order).by_fact == {"f": seen}


def test_the_first_tidings_give_way_to_later_eyewitness_but_not_to_later_hearsay():
    first, second = memory("f", teller="carla"), memory("f", tick=5, teller="dario")
    assert WorkingSet([first, second]).by_fact["f"] in (first, second)
    assert not WorkingSet([first, memory("f", tick=6)]).by_fact["f"].teller


def test_memories_are_found_by_everybody_whom_they_concern():
    known = WorkingSet([memory("f")._replace(about="carla")])
    assert [len(known.about(person)) for person in ("anna", "bruno", "carla", "dario")] == [1, 1, 1, 0]


def test_the_strongest_come_first_and_of_equals_the_later():
    weak, strong = memory("a", importance=100), memory("b", importance=900)
    known = WorkingSet([weak, memory("d", tick=1), memory("c"), strong])
    assert [m.fact for m in known.about("anna")] == ["b", "d", "c", "a"]
    assert [m.fact for m in known.about("anna", most=2)] == ["b", "d"]


def test_news_is_fresh_strong_and_of_others():
    seen = [memory(f"f{n}", tick=n, importance=200 + n, to="carla") for n in range(5)]
    own, trifle = memory("own", importance=900), memory("trifle", importance=NEWSWORTHY - 1, to="carla")
    known = WorkingSet([*seen, own, trifle], owner="anna")
    assert [m.fact for m in known.news(5)] == ["f4", "f3", "f2", "f1", "f0"]
    assert [m.fact for m in known.news(STALE + 2)] == []  # too weak by then
    strong = WorkingSet([memory("old", importance=1000, to="carla"), memory("new", tick=9, importance=1000, to="carla")], "anna")
    assert [m.fact for m in strong.news(STALE + 1)] == ["new"]


def test_what_is_dropped_is_gone_everywhere():
    known = WorkingSet([memory("f"), memory("g", by="carla")])
    known.drop("f")
    assert list(known.by_fact) == ["g"]
    assert sorted(known.by_person) == ["anna", "carla"]


def test_dropping_what_was_forgotten_already_changes_nothing():
    known = WorkingSet([memory("g")])
    known.drop("f")
    assert list(known.by_fact) == ["g"]


@given(st.integers(1, 30), st.integers(1, 997))
def test_trimming_keeps_the_strongest(too_many, stride):
    importances = [number * stride % 1000 + 1 for number in range(WORKING_SET + too_many)]
    memories = [memory(f"f{number}", tick=number, importance=i) for number, i in enumerate(importances)]
    known = WorkingSet(memories)
    for fact in known.weakest():
        known.drop(fact)
    assert known.weakest() == []
    kept = sorted(strength(m, 400) for m in known.by_fact.values())
    assert WORKING_SET * 3 // 4 < len(kept) <= WORKING_SET
    assert kept == sorted(strength(m, 400) for m in memories)[-len(kept) :]


@given(st.integers(0, 2**32))
def test_what_is_forgotten_does_not_depend_on_the_order_of_learning(key):
    memories = [memory(f"f{n}", tick=n % 7, importance=100 + n % 11) for n in range(WORKING_SET + 5)]
    known, again = WorkingSet(memories), WorkingSet(memories[n] for n in dice.shuffled(key, len(memories)))
    assert known.weakest() == again.weakest() != []


def test_faded_memories_are_gathered_about_the_person_who_has_most_of_them():
    late = 400
    about_bruno = [memory(f"b{n}", importance=FADED) for n in range(REFLECT_FROM + 1)]
    about_carla = [memory(f"c{n}", importance=FADED, by="anna", to="carla") for n in range(REFLECT_FROM)]
    fresh = [memory("x", tick=late)]
    person, found = WorkingSet([*about_carla, *about_bruno, *fresh], "anna").faded(late)
    assert person == "bruno"
    assert {m.fact for m in found} == {m.fact for m in about_bruno}


def test_too_few_faded_memories_and_earlier_reflections_make_no_reflection():
    few = [memory(f"b{n}", importance=FADED) for n in range(REFLECT_FROM - 1)]
    thoughts = [memory(f"r{n}", importance=FADED)._replace(move=REFLECTION) for n in range(REFLECT_FROM)]
    assert WorkingSet([*few, *thoughts], "anna").faded(400) == ("", [])
