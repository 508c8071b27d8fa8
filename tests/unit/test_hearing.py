"""Hearing: what words are about, for a listener who knows only some people and places."""

import pytest

from actors.mind.hearing import INTENTS, Names, among, folded, heard, weighty

NAMES = Names(
    {
        "valjean": ("Jean Valjean", "Valjean"),
        "eponine": ("Éponine Thénardier", "Éponine"),
        "thenardier": ("Monsieur Thénardier", "Thénardier"),
        "madame": ("Madame Thénardier", "Madame Thénardier"),
        "nurse": ("the Nurse", "Nurse"),
    },
    {"garden": "the Luxembourg Garden", "inn": "the inn at Montfermeil", "sewers": "the sewers of Paris", "cell": "the cell"},
)


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("Good evening to you", "greet"),
        ("My name is Victor.", "greet"),
        ("Goodbye, then", "bye"),
        ("You FOOL!", "insult"),
        ("I'll kill you for that", "threat"),
        ("Forgive me", "sorry"),
        ("I love you", "love"),
        ("Thank you so much", "thanks"),
        ("What are you hiding?", "secret"),
        ("How are you?", "feel"),
        ("What do you want?", "want"),
        ("Who are you?", "who"),
        ("Why?", "why"),
        ("What's new?", "news"),
        ("What do you think of me?", "me"),
        ("You should rest.", "advice"),
        ("Is it raining?", "question"),
        ("It is raining.", "statement"),
        ("Il pleut.", "statement"),
        ("", "statement"),
        ("¿Qué?", "question"),
    ],
)
def test_what_somebody_is_after(words, intent):
    assert heard(words, NAMES).intent == intent


def test_every_intent_is_written_as_words_are_folded():
    for _, phrases in INTENTS:
        for phrase in phrases:
            assert " ".join(folded(phrase)) == phrase


@pytest.mark.parametrize(
    ("words", "people"),
    [
        ("Where is Valjean?", ("valjean",)),
        ("where is JEAN valjean", ("valjean",)),
        ("Eponine or Valjean?", ("eponine", "valjean")),
        ("And Madame Thénardier?", ("madame", "thenardier")),
        ("Monsieur is here", ()),
        ("Ask the nurse", ("nurse",)),
        ("valjeanish", ()),
    ],
)
def test_who_is_named(words, people):
    assert heard(words, NAMES).people == people


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("Meet me in the Luxembourg Garden", "garden"),
        ("the garden, at night", "garden"),
        ("I come from Montfermeil", "inn"),
        ("What is new in Paris?", ""),
        ("a cell", "cell"),
        ("cells", ""),
    ],
)
def test_which_place_is_named(words, place):
    assert heard(words, NAMES).place == place


@pytest.mark.parametrize(
    ("words", "unknown"),
    [
        ("Do you know Robespierre?", True),
        ("Do you know Valjean?", False),
        ("Robespierre is dead", False),  # it might be any word at the beginning of a sentence
        ("It is late. Tomorrow I come.", False),
        ("I am Victor, your friend", False),
        ("Come on Monday", False),
        ("He said: “Never.”", False),
        ("Look, Napoléon!", True),
    ],
)
def test_a_name_that_says_nothing_to_the_listener_is_noticed(words, unknown):
    assert heard(words, NAMES, "Victor").unknown is unknown


def test_weighty_words_are_recognised_without_their_accents():
    assert weighty("I wore the chain of prisoner 24601, the Chain") == ("chain", "prisoner")
    assert among(("prisonér", "chain", "chain"), "the chain of a prisoner") == 1
    assert among(folded("Prisonér! Chain!"), "the chain of a prisoner") == 2
