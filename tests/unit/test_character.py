"""A character's decisions: whom it considers, what it proposes, where it goes, what it thinks; none of them changes it."""

from collections import Counter

from actors.character import PARTNERS, Character
from actors.company import shared_out
from actors.mind.choice import Wish
from actors.mind.circle import Circle
from actors.mind.memory import Memory
from actors.mind.recall import WorkingSet
from actors.mind.state import State
from actors.persona import decoded
from actors.relationship import Relationship


def character(setting, who: str, **state) -> Character:
    return Character(setting.cast.personas[who], State("inn", **state), setting)


def test_in_a_small_company_everybody_is_considered(setting):
    considered = character(setting, "anna").consider(["bruno", "carla", "dario"], 5)
    assert considered.partners == ["bruno", "carla", "dario"]
    assert len(considered.rows) == len(considered.topics) == 3


def test_in_a_crowd_those_who_matter_most_are_considered_and_some_others(setting):
    crowd = sorted(["bruno", "carla", *(f"p{n}" for n in range(30))])
    anna = character(setting, "anna", relationships=Circle({"carla": Relationship((-800, 0, 0, 0, 0))}))
    noticed = Counter(name for tick in range(60) for name in anna._partners(crowd, tick))
    assert noticed["bruno"] == noticed["carla"] == 60  # she courts the one and hates the other
    assert len(noticed) > PARTNERS
    assert all(len(anna._partners(crowd, tick)) == PARTNERS for tick in range(20))


def test_a_proposal_says_what_each_wish_would_speak_of_and_why(setting):
    known = Memory("f1", 2, 600, 0, "carla", "insult", "dario", "refuse", "inn", "", 2, "")
    anna = character(setting, "anna", memories=WorkingSet([known]))
    gossip = setting.volition.index["gossip"]
    considered = anna.consider(["bruno"], 5)
    proposal = anna.propose(considered, [Wish(300, 0, gossip)], [(("news-burns", 90),)], 5)
    (option,) = proposal.options
    assert (option.deed, option.target, option.about, option.fact) == ("gossip", "bruno", "carla", "f1")
    assert option.story == tuple(known.tags)
    assert option.rules == (("news-burns", 90),)
    assert anna.propose(considered, [], [], 5) is None


def test_an_own_secret_is_named_by_its_owner(setting):
    bruno = character(setting, "bruno")
    proposal = bruno.propose(bruno.consider(["anna"], 5), [Wish(300, 0, setting.volition.index["reveal"])], [()], 5)
    assert proposal.options[0].fact == "secret:bruno"


def journeys(who: Character, others: list[str]) -> list[str]:
    """Where somebody among these others would go in three hundred ticks."""
    wishes = [who.wander(others, tick) for tick in range(300)]
    return [wish.options[0].target for wish in wishes if wish]


def test_one_wanders_to_haunts_of_one_s_own_or_of_those_one_wants_something_of(setting, person):
    assert set(journeys(character(setting, "anna"), [])) == {"square"}
    seeker = Character(person("anna", haunts=(), wants=setting.cast.personas["anna"].wants), State("inn"), setting)
    assert set(journeys(seeker, [])) == {"square"}


def test_the_lonely_wander_more(setting):
    dario = character(setting, "dario")
    assert len(journeys(dario, [])) > len(journeys(dario, ["elena", "fabio"])) > 0


def test_one_without_another_place_to_be_stays(setting, person):
    assert journeys(Character(person("bruno", haunts=("inn",)), State("inn"), setting), []) == []


def test_what_was_just_done_to_somebody_is_wearisome_for_a_while(setting):
    anna = character(setting, "anna", last_used={"chat>bruno": 4, "chat>dario": 4, "insult>bruno": -90})
    tired_of = [(partner, move) for partner, move, _ in anna.weariness(["bruno", "carla"], 5)]
    assert tired_of == [(0, setting.volition.index["chat"])]


def test_a_thought_comes_of_many_faded_memories_now_and_then(setting):
    faded = [Memory(f"f{n}", 1, 60, -200, "bruno", "chat", "anna", "accept", "inn", "", 1, "") for n in range(45)]
    anna = character(setting, "anna", memories=WorkingSet(faded))
    thoughts = [thought for tick in range(400, 424) if (thought := anna.reflection(tick))]
    assert len(thoughts) == 2
    thought = thoughts[0]
    assert thought.character == "anna" and len(thought.dropped) == 45
    assert thought.memory["text"] == "Bruno leaves me bitter."
    assert character(setting, "anna", memories=WorkingSet(faded[:39])).reflection(400) is None


def test_deciding_changes_nothing(setting):
    anna = character(setting, "anna")
    before = anna.state.encoded()
    anna.consider(["bruno", "carla"], 5), anna.caprice(5)
    anna.mood_to_act(5), anna.wander([], 5), anna.reflection(5), anna.weariness(["bruno"], 5)
    assert anna.state.encoded() == before


def test_a_cast_is_dealt_out_so_that_nobody_is_missing_or_doubled():
    people = {f"p{n}": "inn" for n in range(11)}
    for troupes in (1, 2, 3, 11, 40):
        dealt = shared_out(people, troupes)
        assert sorted(name for troupe in dealt for name in troupe) == sorted(people)
        assert len(dealt) == min(troupes, 11)
        assert max(map(len, dealt)) - min(map(len, dealt)) <= 1
    assert shared_out({}, 3) == [[]]


def test_those_who_are_together_are_dealt_to_one_troupe():
    people = {f"p{n}": f"place-{n % 4}" for n in range(16)}
    assert [{people[name] for name in troupe} for troupe in shared_out(people, 4)] == [{f"place-{n}"} for n in range(4)]


def test_a_persona_survives_its_encoding(world):
    assert [decoded(persona.encoded()) for persona in world.cast] == list(world.cast)
