"""Appraisal: what a deed does to feelings, mood and needs, bent by who one is."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.genre import OUTCOMES
from actors.mind.appraisal import belief_in, emotion, jealousy, opinion_by_hearsay, opinion_of_actor, take
from actors.persona import VALUES
from actors.relationship import Relationship

FEELING = st.integers(-1000, 1000)


def move_of(genre, id: str):
    return next(move for move in genre.moves if move.id == id)


def benevolent(persona, strength: int):
    return replace(persona, values=tuple(strength if value == "benevolence" else 0 for value in VALUES))


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_take_of_every_move_stays_in_its_ranges(classic, person, side, outcome):
    for nerves in (-1000, 0, 1000):
        persona = person("anna", traits=(0, 0, 0, -nerves, nerves))
        for move in classic.moves:
            taken = take(move, outcome, side, persona)
            assert -1000 <= taken.feeling <= 1000
            assert 0 < taken.importance <= 1000
            assert all(isinstance(n, int) for n in (*taken.regard, *taken.mood, *taken.needs))


def test_a_better_outcome_of_a_kind_move_is_felt_as_better(genre, person):
    feelings = [take(move_of(genre, "comfort"), outcome, 1, person("anna")).feeling for outcome in OUTCOMES]
    assert feelings[0] > feelings[1] > feelings[2] > 0 > feelings[3] > feelings[4]


def test_a_refusal_and_even_more_a_rebuff_is_remembered_better_than_a_half_answer(genre, person):
    chat = move_of(genre, "chat")
    importance = {outcome: take(chat, outcome, 0, person("anna")).importance for outcome in OUTCOMES}
    assert importance["hedge"] < importance["accept"] < importance["refuse"] < importance["backfire"]


def test_acting_costs_the_same_energy_whatever_comes_of_it(genre, person):
    assert len({take(move_of(genre, "chat"), outcome, 0, person("anna")).needs[0] for outcome in OUTCOMES}) == 1


def test_the_neurotic_suffer_more_and_the_agreeable_resent_less(genre, person):
    insult = move_of(genre, "insult")
    calm, raw = person("anna"), person("anna", traits=(0, 0, 0, 0, 900))
    sharp, mild = person("anna", traits=(0, 0, 0, -900, 0)), person("anna", traits=(0, 0, 0, 900, 0))
    assert take(insult, "refuse", 1, raw).mood[0] < take(insult, "refuse", 1, calm).mood[0] < 0
    assert take(insult, "refuse", 1, sharp).regard[0] < take(insult, "refuse", 1, mild).regard[0] < 0


@pytest.mark.parametrize(
    ("valence", "dominance", "esteem", "kind", "side", "name"),
    [
        (10, 0, 0, False, 0, "calm"), (-14, 0, 0, False, 1, "calm"),
        (50, 0, 100, False, 0, "pride"), (50, 0, 0, False, 0, "joy"),
        (50, 0, 0, True, 1, "gratitude"), (50, 0, 0, False, 1, "joy"),
        (-50, 0, -10, False, 0, "shame"), (-50, 0, 0, False, 0, "distress"),
        (-50, -80, 0, False, 1, "fear"), (-50, 0, 0, False, 1, "anger"), (-50, -40, 0, False, 1, "distress"),
    ],
)  # fmt: skip
def test_a_feeling_has_a_name(valence, dominance, esteem, kind, side, name):
    assert emotion(valence, dominance, esteem, kind, side) == name


def test_a_witness_minds_cruelty_to_those_it_likes_and_not_to_its_enemies(genre, person):
    insult, anna = move_of(genre, "insult"), person("anna")
    to_friend, to_stranger, to_enemy = (opinion_of_actor(insult, anna, liking)[0] for liking in (600, 0, -600))
    assert to_friend < to_stranger < 0 < to_enemy


def test_the_benevolent_mind_cruelty_more_and_honour_kindness_more(genre, person):
    kind, cruel = move_of(genre, "comfort"), move_of(genre, "insult")
    hard, soft = benevolent(person("anna"), 0), benevolent(person("anna"), 1000)
    assert opinion_of_actor(cruel, soft, 0)[0] < opinion_of_actor(cruel, hard, 0)[0]
    assert opinion_of_actor(kind, soft, 0)[0] > opinion_of_actor(kind, hard, 0)[0] > 0


def test_small_talk_teaches_a_witness_nothing_but_a_face(genre, person):
    assert opinion_of_actor(move_of(genre, "chat"), person("anna"), 500) == (0, 0, 0, 0, 5)


@given(trust=FEELING)
def test_a_teller_is_believed_as_far_as_he_or_she_is_trusted(trust):
    assert 0 <= belief_in(Relationship((0, trust, 0, 0, 0))) <= 1000
    assert belief_in(Relationship((0, trust, 0, 0, 0))) <= belief_in(Relationship((0, min(1000, trust + 2), 0, 0, 0)))


def test_a_stranger_is_half_believed():
    assert belief_in(Relationship()) == 500


def test_a_story_of_cruelty_harms_its_doer_and_helps_its_victim(genre):
    insult = move_of(genre, "insult")
    assert opinion_by_hearsay(insult, True, 1000)[0] < 0 < opinion_by_hearsay(insult, False, 1000)[0]
    assert opinion_by_hearsay(move_of(genre, "betray"), True, 1000)[0] < 0
    assert opinion_by_hearsay(move_of(genre, "comfort"), True, 1000)[0] > 0


@given(belief=st.integers(0, 1000))
def test_what_is_not_believed_changes_no_opinion(genre, belief):
    insult = move_of(genre, "insult")
    assert opinion_by_hearsay(insult, True, 0)[:4] == (0, 0, 0, 0)
    assert opinion_by_hearsay(insult, True, 1000)[0] <= opinion_by_hearsay(insult, True, belief)[0] <= 0


def test_jealousy_grows_with_attraction_and_begins_only_with_some():
    pains = [jealousy(attraction)[0] for attraction in (-500, 0, 100, 500, 1000)]
    assert pains[:3] == [0, 0, 0]
    assert pains[2] > pains[3] > pains[4]
