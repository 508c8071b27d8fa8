"""Aims: they come, replace each other, end, and bend what is wished."""

from dataclasses import replace

import pytest

from actors.mind.aims import AIMS, ANSWERS, MOST, SAYS, WISHES, Aim, active, answer_pushes, pushes, taken_up, wish
from actors.mind.state import State
from actors.snapshot import opened, sealed

AVENGE = Aim("avenge", "bruno", 800, 4, 20, "make Bruno pay for it")


def test_every_aim_has_words_and_bends_wishes_and_answers():
    for table in (SAYS, WISHES, ANSWERS):
        assert tuple(table) == AIMS


def test_an_aim_is_in_force_until_it_ends():
    assert active([AVENGE], 19) == [AVENGE]
    assert active([AVENGE], 20) == []


def test_a_new_aim_replaces_the_same_about_the_same_person():
    weaker = AVENGE._replace(strength=100, since=6)
    court = AVENGE._replace(aim="court", since=6)
    assert taken_up([AVENGE], weaker) == [weaker]
    assert taken_up([AVENGE], court) == [AVENGE, court]


def test_what_is_over_goes_and_of_too_many_the_oldest():
    many: list[Aim] = []
    for number in range(MOST + 2):
        many = taken_up(many, AVENGE._replace(about=f"person-{number}"))
    assert [aim.about for aim in many] == [f"person-{number}" for number in range(2, MOST + 2)]
    assert taken_up(many, AVENGE._replace(since=20, until=30)) == [AVENGE._replace(since=20, until=30)]


def test_a_move_counts_before_its_family_and_that_before_all_others(genre):
    moves = {move.id: move for move in genre.moves}
    assert wish(AVENGE, moves["insult"]) == 720
    assert wish(AVENGE, moves["chat"]) == 0
    inquire = replace(moves["gossip"], id="inquire")
    assert wish(AVENGE._replace(aim="find_out"), inquire) == 800
    assert wish(AVENGE._replace(aim="find_out"), moves["gossip"]) == 200
    assert wish(AVENGE._replace(aim="avoid"), moves["chat"]) == -2400


def test_only_wishes_about_that_person_are_pushed(genre):
    found = list(pushes([AVENGE], ["anna", "bruno"], genre.moves))
    assert {partner for partner, _, _ in found} == {1}
    assert all(added for _, _, added in found)
    assert list(pushes([AVENGE], ["anna"], genre.moves)) == []


def test_the_margin_of_an_answer_says_which_aim_moved_it(genre):
    chat = next(move for move in genre.moves if move.id == "chat")
    assert answer_pushes([AVENGE], chat) == (("whispered-to-avenge", -560),)
    assert answer_pushes([AVENGE._replace(aim="find_out")], next(m for m in genre.moves if m.id == "insult")) == ()


def test_aims_are_kept_in_a_snapshot_and_one_of_the_version_before_them_is_still_read(monkeypatch):
    state = State("inn", aims=[AVENGE])
    assert opened("anna", sealed(state)).aims == [AVENGE]
    before = State("inn")
    monkeypatch.setattr("actors.snapshot.VERSION", 2)
    monkeypatch.setattr(State, "encoded", _without_aims(State.encoded))
    old = sealed(before)
    monkeypatch.undo()
    assert b"aims" not in old
    assert opened("anna", old).encoded() == before.encoded()


def _without_aims(encoded):
    return lambda state: encoded(state).replace(b'"aims":[],', b"")


@pytest.mark.parametrize("aim", AIMS)
def test_the_words_complete_i_mean_to(aim):
    assert "{about}" in SAYS[aim]
    assert SAYS[aim][0].islower()
