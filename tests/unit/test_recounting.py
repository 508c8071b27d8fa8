"""Recounting: the same deed in the first, second and third person, as memory, as news."""

import pytest

from actors.genre import OUTCOMES
from actors.mind.memory import Memory
from actors.mind.recounting import clause, named, placed, remembered, told

DEED = Memory("f", 3, 600, 0, "anna", "insult", "bruno", "refuse", "inn", "", 3, "")


@pytest.fixture(scope="module")
def insult(genre):
    return next(move for move in genre.moves if move.id == "insult")


@pytest.fixture(scope="module")
def chat(genre):
    return next(move for move in genre.moves if move.id == "chat")


@pytest.mark.parametrize(
    ("speaker", "hearer", "text"),
    [
        ("anna", "bruno", "I insulted you"),
        ("anna", "carla", "I insulted Bruno"),
        ("bruno", "anna", "you insulted me"),
        ("bruno", "carla", "Anna insulted me"),
        ("carla", "anna", "you insulted Bruno"),
        ("carla", "bruno", "Anna insulted you"),
        ("carla", "dario", "Anna insulted Bruno"),
        ("carla", "", "Anna insulted Bruno"),
    ],
)
def test_a_deed_is_told_as_its_speaker_and_hearer_stand_to_it(cast, insult, speaker, hearer, text):
    assert clause(cast, insult, DEED, speaker, hearer) == text


def test_a_third_person_is_named_or_is_somebody(cast, genre):
    warn = next(move for move in genre.moves if move.id == "warn")
    deed = DEED._replace(move="warn", about="carla")
    assert clause(cast, warn, deed, "dario") == "Anna warned Bruno of Carla"
    assert clause(cast, warn, deed, "carla") == "Anna warned Bruno of me"
    assert clause(cast, warn, deed, "dario", "carla") == "Anna warned Bruno of you"
    assert clause(cast, warn, deed._replace(about=""), "dario") == "Anna warned Bruno of somebody"


@pytest.mark.parametrize(("here", "text"), [("inn", " here"), ("square", " at the inn"), ("", " at the inn")])
def test_a_deed_was_here_or_there(cast, here, text):
    assert placed(cast, DEED, here) == text


def test_a_place_that_is_gone_is_not_named(cast):
    assert placed(cast, DEED._replace(place="burnt-mill"), "inn") == ""


@pytest.mark.parametrize(
    ("owner", "outcome", "text"),
    [
        ("bruno", "refuse", "Anna insulted me at the inn, and I stood firm."),
        ("anna", "refuse", "I insulted Bruno at the inn, and he stood firm."),
        ("carla", "refuse", "Anna insulted Bruno at the inn, and he stood firm."),
        ("bruno", "backfire", "Anna insulted me at the inn, and I struck back hard."),
        ("carla", "eager", "Anna insulted Bruno at the inn, and he bowed to it."),
    ],
)
def test_a_blow_is_remembered_with_how_it_was_taken(cast, insult, owner, outcome, text):
    assert remembered(cast, insult, DEED._replace(outcome=outcome), owner) == text


def test_kind_deeds_have_codas_that_agree_with_their_person(cast, chat):
    deed = DEED._replace(move="chat", outcome="eager", place="burnt-mill")
    assert remembered(cast, chat, deed, "bruno") == "Anna chatted with me, and I was glad of it."
    assert remembered(cast, chat, deed, "anna") == "I chatted with Bruno, and he was glad of it."
    assert remembered(cast, chat, deed._replace(target="anna", actor="bruno"), "carla") == (
        "Bruno chatted with Anna, and they were glad of it."
    )
    assert remembered(cast, chat, deed._replace(outcome="accept"), "anna") == "I chatted with Bruno."


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("owner", ["anna", "bruno", "carla"])
def test_every_move_of_the_classic_genre_can_be_remembered_by_everybody(cast, classic, outcome, owner):
    for move in classic.moves:
        text = remembered(cast, move, DEED._replace(move=move.id, outcome=outcome, about="dario"), owner)
        assert text.endswith(".") and text[0].isupper() and "{" not in text


def test_hearsay_names_who_told_it(cast, insult):
    assert told(cast, {insult.id: insult}, DEED, "carla", "dario") == "Dario told me that Anna insulted Bruno at the inn."
    assert told(cast, {insult.id: insult}, DEED, "carla", "anna") == "Anna told me that Anna insulted Bruno at the inn."


def test_people_are_called_i_you_or_by_name(cast):
    assert [named(cast, who, "anna", "bruno", "I", "you") for who in ("anna", "bruno", "carla")] == ["I", "you", "Carla"]
