"""A scene from asking to its events: what the initiator brings, what the responder answers, what witnesses make of it."""

import pytest

from actors.character import Character
from actors.events import INTERACTED, TURNED, canonical
from actors.genre import OUTCOMES
from actors.messages import Casting
from actors.mind.circle import Circle
from actors.mind.memory import Memory, tagged
from actors.mind.recall import WorkingSet
from actors.mind.state import State
from actors.relationship import Relationship
from actors.resolution import fact_id, interaction
from actors.society.arbitration import Option, Scene

KNOWN = Memory("f1", 2, 600, 0, "carla", "insult", "dario", "refuse", "inn", "", 2, "")
TICK = 5


def character(setting, who: str, **state) -> Character:
    return Character(setting.cast.personas[who], State("inn", **state), setting)


def casting(move: str, by: str = "anna", to: str = "bruno", witnesses=(), **option) -> Casting:
    return Casting(Scene(by, to, Option(300, move, to, **option), ()), "inn", tuple(witnesses))


def answered(setting, responder: Character, scene: Casting, margin: int):
    return responder.answer(scene, margin, (), TICK)


def played_out(setting, scene: Casting, margin: int, initiator: Character, responder: Character, *watchers: Character):
    opening, answer = initiator.open(scene, TICK, OUTCOMES), answered(setting, responder, scene, margin)
    watched = [watcher.watch(scene, TICK) for watcher in watchers]
    return interaction(TICK, setting.cast, setting.moves, scene, opening, answer, watched)


def test_an_opening_is_ready_for_every_outcome(setting):
    opening = character(setting, "anna").open(casting("comfort"), TICK, OUTCOMES)
    assert tuple(opening.by_outcome) == OUTCOMES
    assert opening.line[0] == "comfort.open"
    affinities = [effects.regards[0]["now"][0] for effects in opening.by_outcome.values()]
    assert affinities == sorted(affinities, reverse=True)


def test_an_answer_has_the_outcome_of_its_margin(setting):
    scene = casting("comfort")
    outcomes = [answered(setting, character(setting, "bruno"), scene, margin).outcome for margin in (900, 100, -100, -300, -900)]
    assert tuple(outcomes) == OUTCOMES


def test_an_interaction_tells_all_that_happened(setting):
    scene = casting("insult", witnesses=("carla",))
    anna, bruno, carla = (character(setting, who) for who in ("anna", "bruno", "carla"))
    (event, *_) = played_out(setting, scene, -300, anna, bruno, carla)
    body = event.body
    assert (event.kind, event.scene, body["outcome"], body["place"]) == (INTERACTED, "anna>bruno", "refuse", "inn")
    assert [line[0] for line in body["lines"]][:2] == ["anna", "bruno"]
    assert sorted(memory["owner"] for memory in body["memories"]) == ["anna", "bruno", "carla"]
    assert {memory["tags"][0] for memory in body["memories"]} == {f"fact:{fact_id(TICK, 'anna>bruno')}"}
    assert set(body["effects"]) == {"anna", "bruno"}
    assert {change["owner"] for change in body["regards"]} == {"anna", "bruno", "carla"}
    canonical(body)


def test_a_relationship_that_turns_is_an_event_of_its_own(setting):
    bruno = character(setting, "bruno", relationships=Circle({"anna": Relationship((-340, 0, 0, 0, 500), "acquaintance")}))
    _, *turns = played_out(setting, casting("insult"), -900, character(setting, "anna"), bruno)
    told = [(turn.body["owner"], turn.body["before"], turn.body["kind"]) for turn in turns if turn.kind == TURNED]
    assert ("bruno", "acquaintance", "enemy") in told
    assert [turn.index for turn in turns] == list(range(1, len(turns) + 1))


def test_news_is_remembered_as_hearsay_of_the_deed_itself(setting):
    scene = casting("gossip", about="carla", fact="f1", story=tuple(KNOWN.tags))
    answer = answered(setting, character(setting, "bruno"), scene, 100)
    heard = tagged(TICK, 0, 0, answer.effects.memory["tags"])
    assert (heard.fact, heard.actor, heard.target, heard.teller) == ("f1", "carla", "dario", "anna")
    assert answer.effects.memory["text"].startswith("Anna told me that Carla insulted Dario")


@pytest.mark.parametrize("margin", [-300, -900])
def test_news_that_is_not_listened_to_is_not_known(setting, margin):
    scene = casting("gossip", about="carla", fact="f1", story=tuple(KNOWN.tags))
    answer = answered(setting, character(setting, "bruno"), scene, margin)
    assert tagged(TICK, 0, 0, ["fact:x", *answer.effects.memory["tags"]]).teller == ""
    assert not [change for change in answer.effects.regards if change["target"] == "carla"]


def test_gossip_lowers_its_subject_as_far_as_the_teller_is_believed(setting):
    scene = casting("gossip", about="carla", fact="f1", story=tuple(KNOWN.tags))

    def harm(trust: int) -> int:
        bruno = character(setting, "bruno", relationships={"anna": Relationship((0, trust, 0, 0, 500))})
        changes = answered(setting, bruno, scene, 100).effects.regards
        return next(change["now"][0] for change in changes if change["target"] == "carla")

    assert harm(900) < harm(0) < 0


def test_a_secret_told_is_learned_and_remembered_as_what_it_is(setting):
    scene = casting("reveal", "bruno", "anna", fact="secret:bruno")
    answer = answered(setting, character(setting, "anna"), scene, 100)
    assert answer.learned == "secret:bruno"
    assert answer.effects.memory["text"] == "Bruno told me that Bruno sold the bell."
    assert answered(setting, character(setting, "anna"), scene, -300).learned == ""


def test_a_secret_betrayed_harms_its_owner_in_the_listener_s_eyes(setting):
    scene = casting("betray", "dario", "anna", about="bruno", fact="secret:bruno")
    answer = answered(setting, character(setting, "anna"), scene, 100)
    assert answer.learned == "secret:bruno"
    assert next(change for change in answer.effects.regards if change["target"] == "bruno")["now"][0] < 0


def test_a_responder_answers_only_for_a_deed_it_knows(setting):
    scene = casting("accuse", fact="f9")
    deed = Memory("f9", 2, 600, 0, "bruno", "insult", "anna", "refuse", "inn", "", 2, "")
    knowing, ignorant = character(setting, "bruno", memories=WorkingSet([deed])), character(setting, "bruno")
    for who in (knowing, ignorant):
        assert answered(setting, who, scene, -300).line[1] != "…"


def test_playing_a_part_changes_nobody(setting):
    anna, bruno = character(setting, "anna", memories=WorkingSet([KNOWN])), character(setting, "bruno")
    before = [who.state.encoded() for who in (anna, bruno)]
    played_out(setting, casting("gossip", about="carla", fact="f1", story=tuple(KNOWN.tags)), 100, anna, bruno)
    assert [who.state.encoded() for who in (anna, bruno)] == before


def test_who_loves_one_of_two_lovers_comes_to_dislike_the_other(setting):
    loves = {"anna": Relationship((600, 300, 0, 800, 700), "beloved")}
    carla = character(setting, "carla", relationships=loves)
    changes = carla.watch(casting("flirt", witnesses=("carla",)), TICK).regards
    assert [(change["target"], change["now"][0] < 0) for change in changes] == [("bruno", True)]
    indifferent = character(setting, "carla")
    assert indifferent.watch(casting("flirt", witnesses=("carla",)), TICK).regards == []
