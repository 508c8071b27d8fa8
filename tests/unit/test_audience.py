"""The audience: people around who are not in a scene themselves; nobody sees two scenes in one tick."""

import pytest

from actors import audience
from actors.audience import MOST
from actors.cast import Presence
from actors.society.arbitration import Option, Scene

PEOPLE = ("anna", "bruno", "carla", "dario", "elena", "fabio")


def scene(by: str, to: str, move: str = "insult", about: str = "") -> Scene:
    return Scene(by, to, Option(300, move, to, about), ())


def journey(by: str) -> Scene:
    return Scene(by, "", Option(10, "go", "square"), ())


def everybody_at(place: str) -> Presence:
    return Presence(dict.fromkeys(PEOPLE, place))


def test_a_memorable_deed_is_seen_by_some_of_those_around(setting):
    (casting,) = audience.cast(setting, everybody_at("inn"), [scene("anna", "bruno")], 5)
    assert casting.place == "inn"
    assert len(casting.witnesses) == MOST
    assert set(casting.witnesses) <= {"carla", "dario", "elena", "fabio"}
    assert list(casting.witnesses) == sorted(casting.witnesses)


def test_a_trifle_is_not_noticed(setting):
    (casting,) = audience.cast(setting, everybody_at("inn"), [scene("anna", "bruno", "chat")], 5)
    assert casting.witnesses == ()


def test_only_those_at_the_same_place_can_see(setting):
    presence = Presence({**dict.fromkeys(PEOPLE, "square"), "anna": "inn", "bruno": "inn", "carla": "inn"})
    (casting,) = audience.cast(setting, presence, [scene("anna", "bruno")], 5)
    assert casting.witnesses == ("carla",)


def test_nobody_is_in_two_scenes_not_even_as_a_witness(setting):
    for tick in range(60):
        scenes = [scene("anna", "bruno"), scene("carla", "dario"), journey("elena")]
        castings = audience.cast(setting, everybody_at("inn"), scenes, tick)
        there = [name for c in castings for name in (c.scene.initiator, c.scene.responder, *c.witnesses)]
        assert len(there) == len(set(there))
        assert "elena" not in there


def test_a_journey_has_no_audience(setting):
    assert audience.cast(setting, everybody_at("inn"), [journey("anna")], 5) == []


def test_the_person_spoken_of_does_not_stand_by(setting):
    for tick in range(40):
        (casting,) = audience.cast(setting, everybody_at("inn"), [scene("anna", "bruno", "warn", "carla")], tick)
        assert "carla" not in casting.witnesses


def test_private_talk_has_at_most_one_listener_and_seldom_one(setting):
    listeners = [
        len(audience.cast(setting, everybody_at("inn"), [scene("anna", "bruno", "reveal")], tick)[0].witnesses)
        for tick in range(600)
    ]
    assert set(listeners) == {0, 1}
    assert 30 < sum(listeners) < 120


@pytest.mark.parametrize("tick", [1, 2, 3])
def test_the_same_tick_has_the_same_audience(setting, tick):
    casts = [audience.cast(setting, everybody_at("inn"), [scene("anna", "bruno")], tick) for _ in range(2)]
    assert casts[0] == casts[1]


def test_presence_knows_who_is_together():
    presence = Presence({"bruno": "inn", "anna": "inn", "carla": "square"})
    assert presence.crowd("anna") == ["anna", "bruno"]
    presence.update([("carla", "inn"), ("bruno", "square")])
    assert presence.crowd("anna") == ["anna", "carla"]
    assert presence.crowd("bruno") == ["bruno"]
    assert presence.where == {"anna": "inn", "bruno": "square", "carla": "inn"}


def test_staying_is_going_nowhere():
    presence = Presence({"anna": "inn", "bruno": "inn"})
    presence.put("anna", "inn")
    assert presence.crowd("bruno") == ["anna", "bruno"]
