"""Topics: what there is to talk about with somebody, out of what one knows oneself."""

import pytest

from actors.mind.circle import Circle
from actors.mind.memory import REFLECTION, Memory
from actors.mind.recall import NEWSWORTHY, WorkingSet, strength
from actors.mind.state import State
from actors.mind.topics import Topics, talk, topics
from actors.relationship import Relationship

CRUEL = frozenset({"insult"})
HARM = "insult"


def deed(fact: str, by: str, to: str, feeling: int = 0, **more) -> Memory:
    known = Memory(fact, 1, 600, feeling, by, more.pop("move", "chat"), to, "accept", "inn", "", 1, "")
    return known._replace(**more)


def between(other: str, *memories: Memory, **state) -> Topics:
    """What Anna, who knows these deeds, could speak of to the other at tick 5."""
    anna = State("inn", memories=WorkingSet(memories, "anna"), **state)
    return topics("anna", other, anna, talk(anna, {}, 99, 5), CRUEL, 5)


def test_a_newborn_has_nothing_to_speak_of():
    assert between("bruno") == Topics(None, None, None, 0, None, "", "", "")


def test_a_deed_of_others_is_news_to_a_third_person():
    known = deed("f", "bruno", "carla")
    assert between("dario", known).news == known


@pytest.mark.parametrize("listener", ["bruno", "carla", "elena"])
def test_nothing_is_news_to_those_who_did_it_suffered_it_or_were_spoken_of(listener):
    assert between(listener, deed("f", "bruno", "carla", about="elena")).news is None


def test_nothing_is_news_to_the_one_who_told_it():
    assert between("dario", deed("f", "bruno", "carla", teller="dario")).news is None


def test_nothing_is_told_twice_to_the_same_listener():
    known = deed("f", "bruno", "carla")
    assert between("dario", known, told={"f": ["dario"]}).news is None
    assert between("dario", known, told={"f": ["elena"]}).news == known


def test_the_next_best_story_is_told_when_the_best_is_known():
    best, next_best = deed("f", "bruno", "carla", importance=900), deed("g", "bruno", "elena", importance=500)
    assert between("dario", best, next_best).news == best
    assert between("carla", best, next_best).news == next_best


def test_trifles_and_thoughts_are_no_news():
    trifle = deed("f", "bruno", "carla", importance=NEWSWORTHY - 1)
    thought = deed("g", "bruno", "anna", move=REFLECTION)
    assert between("dario", trifle, thought).news is None


def test_a_deed_of_both_is_shared_and_hearsay_is_not():
    mine = deed("f", "anna", "bruno")
    assert between("bruno", mine).shared == mine
    assert between("bruno", mine._replace(teller="carla")).shared is None
    assert between("bruno", deed("g", "bruno", "carla")).shared is None


def test_what_hurt_is_a_grudge_and_what_helped_is_gratitude():
    hurt, helped = deed("f", "bruno", "anna", -400, move=HARM), deed("g", "bruno", "anna", 500)
    found = between("bruno", hurt, helped)
    assert found.grudge == hurt
    assert found.gratitude == strength(helped, 5) * 500 // 1000


def test_gratitude_has_a_bound():
    assert between("bruno", *(deed(f"g{n}", "bruno", "anna", 1000, importance=1000) for n in range(9))).gratitude == 1000


def test_only_own_cruelty_is_guilt():
    assert between("bruno", deed("f", "anna", "bruno", move="insult")).guilt is not None
    assert between("bruno", deed("f", "anna", "bruno", move="chat")).guilt is None
    assert between("bruno", deed("f", "carla", "bruno", move="insult")).guilt is None


def test_what_the_other_did_to_somebody_else_is_no_grudge_of_mine():
    assert between("bruno", deed("f", "bruno", "carla", -400)).grudge is None


def test_third_persons_are_those_who_matter_and_foes_those_one_wishes_ill():
    relationships = Circle(
        {
            "bruno": Relationship((500, 0, 0, 0, 500)),
            "carla": Relationship((-500, 0, 0, 0, 500), "enemy"),
            "dario": Relationship((-100, 0, 0, 0, 500)),
            "fabio": Relationship(),
        }
    )
    found = between("bruno", relationships=relationships)
    assert found.third in ("carla", "dario")
    assert found.foe == "carla"
    assert between("carla", relationships=relationships).foe == ""


def test_a_secret_is_for_those_who_are_not_its_owner_nor_were_told():
    known = {"secret:bruno": "carla"}
    assert between("dario", secrets=known).their_secret == "bruno"
    assert between("bruno", secrets=known).their_secret == ""
    assert between("dario", secrets=known, told={"secret:bruno": ["dario"]}).their_secret == ""


def test_a_secret_is_not_given_back_to_the_one_from_whom_it_came():
    assert between("carla", secrets={"secret:bruno": "carla"}).their_secret == ""
    assert between("carla", secrets={"secret:bruno": "carla", "secret:elena": "elena"}).their_secret == "elena"


def test_a_pardoned_deed_is_neither_grudge_nor_guilt():
    hurt, done = deed("f", "bruno", "anna", -400, move=HARM), deed("g", "anna", "bruno", move=HARM)
    found = between("bruno", hurt, done, settled={"f": 3, "g": 4})
    assert (found.grudge, found.guilt) == (None, None)


def test_pardon_is_begged_once_for_a_deed():
    assert between("bruno", deed("g", "anna", "bruno", move=HARM), told={"g": ["bruno"]}).guilt is None
