"""Features: the numbers that rules read, taken from one's own nature and state."""

from dataclasses import replace

from actors.mind.circle import Circle
from actors.mind.features import COLUMN, FEATURES, NO_WANTS, pair_row, self_row, wants_about, wants_alone
from actors.mind.memory import Memory
from actors.mind.recall import WorkingSet, strength
from actors.mind.state import State
from actors.mind.topics import Topics
from actors.persona import Want
from actors.relationship import Relationship

NOTHING = Topics(None, None, None, 0, None, "", "", "")
DEED = Memory("f", 1, 600, -300, "bruno", "insult", "anna", "refuse", "inn", "", 1, "")


def row_of(cast, me, state, other, topics=NOTHING, tick=5, about=""):
    persona = cast.personas[me]
    wants = wants_about(persona).get(other, NO_WANTS)
    row = pair_row(
        cast, persona, state, other, wants, topics, self_row(persona, state, wants_alone(persona), tick, 3), tick, about
    )
    assert len(row) == len(FEATURES)
    return {name: row[column] for name, column in COLUMN.items()}


def test_every_feature_has_its_own_column():
    assert len(COLUMN) == len(FEATURES)


def test_a_stranger_is_a_stranger(cast):
    row = row_of(cast, "anna", State("inn"), "bruno")
    assert [row[name] for name in ("affinity", "trust", "respect", "attraction", "familiarity")] == [0] * 5
    assert (row["stranger"], row["friend"], row["enemy"], row["kin"], row["lull"]) == (1000, 0, 0, 0, 1000)


def test_exactly_one_kind_is_flagged(cast):
    for kind in ("enemy", "beloved", "friend", "rival", "acquaintance", "stranger"):
        row = row_of(cast, "anna", State("inn", relationships=Circle({"bruno": Relationship(kind=kind)})), "bruno")
        assert [name for name in ("enemy", "beloved", "friend", "rival", "acquaintance", "stranger") if row[name]] == [kind]


def test_a_bond_is_kin_and_only_some_bonds_are_blood(cast):
    sister, comrade = (
        State("inn", relationships=Circle({"bruno": Relationship(bond=bond)})) for bond in ("half-sister", "comrade")
    )
    assert [(row_of(cast, "anna", s, "bruno")["kin"], row_of(cast, "anna", s, "bruno")["blood"]) for s in (sister, comrade)] == [
        (1000, 1000),
        (1000, 0),
    ]


def test_a_lull_grows_with_the_ticks_since_the_last_meeting(cast):
    lulls = [row_of(cast, "anna", State("inn", last_met={"bruno": 1}), "bruno", tick=tick)["lull"] for tick in (2, 11, 99)]
    assert lulls == [20, 200, 1000]


def test_a_topic_weighs_as_much_as_its_memory(cast):
    row = row_of(cast, "anna", State("inn"), "bruno", NOTHING._replace(grudge=DEED, shared=DEED, third="carla"))
    assert (row["grudge"], row["shared"], row["third"]) == (strength(DEED, 5), 1000, 1000)
    assert (row["guilt"], row["news"], row["their_secret"], row["foe"]) == (0, 0, 0, 0)


def test_an_own_secret_can_be_told_until_it_was_told_to_this_other(cast):
    assert row_of(cast, "bruno", State("inn"), "anna")["secret"] == 1000
    assert row_of(cast, "bruno", State("inn", told={"secret:bruno": ["anna"]}), "anna")["secret"] == 0
    assert row_of(cast, "bruno", State("inn", told={"secret:bruno": ["anna"]}), "carla")["secret"] == 1000
    assert row_of(cast, "anna", State("inn"), "bruno")["secret"] == 0


def test_wants_count_where_they_are_about_the_other(cast):
    assert row_of(cast, "carla", State("inn"), "bruno")["ruin"] == 800
    assert row_of(cast, "carla", State("inn"), "anna")["ruin"] == 0
    assert row_of(cast, "dario", State("inn"), "anna")["rise"] == 500


def test_two_wants_of_one_kind_add_up(cast):
    want = Want("w", "protect", "bruno", 300, "see Bruno safe")
    persona = replace(cast.personas["anna"], wants=(want, want))
    assert sum(wants_about(persona)["bruno"]) == 600


def test_the_third_person_of_an_answered_move_counts_by_what_one_feels(cast):
    state = State("inn", relationships=Circle({"carla": Relationship((-700, 0, 0, 0, 100))}))
    assert row_of(cast, "anna", state, "bruno", about="carla")["about_affinity"] == -700
    assert row_of(cast, "anna", state, "bruno")["about_affinity"] == 0


def test_asking_changes_nothing(cast):
    state = State("inn", memories=WorkingSet([DEED]))
    before = state.encoded()
    row_of(cast, "anna", state, "bruno")
    assert state.encoded() == before
