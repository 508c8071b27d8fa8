"""Guests: library characters brought into a world."""

import pytest

from actors.errors import InvalidRequest
from scenarios.genre import load_genre
from scenarios.guests import Guest, check_guest, invited
from scenarios.loading import load_world
from scenarios.schema import PersonaBlock


@pytest.fixture(scope="module")
def verona():
    return load_world("montagues", load_genre("classic"))


def guest(**more) -> PersonaBlock:
    return PersonaBlock.model_validate({"id": "gavroche", "name": "Gavroche", **more})


def test_guests_come_first_and_keep_what_there_is_here(verona):
    wants = [{"goal": "befriend", "about": "javert", "text": "x"}, {"goal": "belong", "text": "y"}]
    near = verona.places[1].id
    world = invited(verona, [Guest(guest(haunts=["barricade", near], wants=wants))])
    (first, *others) = world.cast
    assert (first.id, first.haunts, [want.goal for want in first.wants]) == ("gavroche", (near,), ["belong"])
    assert tuple(others) == verona.cast


def test_guests_may_be_after_one_another_and_after_those_who_are_here(verona):
    here = verona.cast[0].id
    one = guest(wants=[{"goal": "protect", "about": "cosette", "text": "x"}, {"goal": "ruin", "about": here, "text": "y"}])
    world = invited(verona, [Guest(one), Guest(guest(id="cosette", name="Cosette"))])
    assert [want.about for want in world.cast[0].wants] == ["cosette", here]
    assert world.cast[0].haunts == (verona.places[0].id,)


def test_nobody_is_there_twice(verona):
    for double in (guest(id=verona.cast[0].id), guest(name=verona.cast[0].name.upper()), guest(short=verona.cast[1].short)):
        with pytest.raises(InvalidRequest, match="already"):
            invited(verona, [Guest(double)])
    with pytest.raises(InvalidRequest, match="gavroche"):
        invited(verona, [Guest(guest()), Guest(guest(name="Another"))])


def test_a_guest_is_checked_alone():
    check_guest(guest(wants=[{"goal": "protect", "about": "anybody", "text": "x"}], haunts=["anywhere"]), "/persona")
    with pytest.raises(InvalidRequest) as refusal:
        check_guest(guest(wants=[{"goal": "protect", "about": "gavroche", "text": "x"}]), "/persona")
    assert refusal.value.args[0] == "/persona/wants/0/about"


LONG = {f"{move}.open": ["x" * 400] * 40 for move in ("greet", "chat", "jest", "mock", "insult", "praise", "help")}


@pytest.mark.parametrize(
    ("more", "haunts", "place"),
    [
        ({"id": "juliet"}, [], "/guests/1"),
        ({}, ["square", "moon"], "/guests/1/haunts/1"),
        ({}, ["square", "square"], "/guests/1/haunts/1"),
        ({"voice": {"lines": {"dance.open": "Let us."}}}, [], "/guests/1/voice/lines/dance.open"),
        ({"voice": {"lines": {"greet.open": "Ah! #greet.open#"}}}, [], "/guests/1/voice/lines/greet.open"),
        ({"voice": {"lines": LONG}}, [], "/guests/1"),
    ],
)
def test_what_is_wrong_with_a_guest_is_named_with_its_place(verona, more, haunts, place):
    with pytest.raises(InvalidRequest) as refusal:
        invited(verona, [Guest(guest()), Guest(guest(**{"id": "other", "name": "Other", **more}), haunts)])
    assert refusal.value.args[0] == place


def test_haunts_can_be_chosen_for_a_world(verona):
    world = invited(verona, [Guest(guest(haunts=["square"]), ["hall", "orchard"])])
    assert world.cast[0].haunts == ("hall", "orchard")
