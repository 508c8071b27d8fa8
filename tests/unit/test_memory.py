"""Memories as tags: what goes into an event comes out of it again."""

import orjson
from hypothesis import given
from hypothesis import strategies as st

from actors.mind.memory import REFLECTION, Memory, tagged

NAME = st.text('ab:é \n"', max_size=12)
SOME = st.text('ab:é \n"', min_size=1, max_size=12)
FEELING = st.integers(-1000, 1000)
MEMORIES = st.builds(
    Memory, SOME, st.integers(0, 999), st.integers(0, 1000), FEELING, NAME, SOME, NAME, NAME, NAME, NAME,
    st.integers(0, 999), NAME, st.just(""),
)  # fmt: skip


@given(MEMORIES)
def test_a_memory_survives_its_tags(memory):
    assert tagged(memory.tick, memory.importance, memory.feeling, memory.tags) == memory


@given(MEMORIES)
def test_tags_survive_json(memory):
    assert tagged(memory.tick, memory.importance, memory.feeling, orjson.loads(orjson.dumps(memory.tags))) == memory


def test_tags_stand_in_a_fixed_order_and_empty_ones_are_left_out():
    memory = Memory("f1", 5, 600, -300, "anna", "chat", "bruno", "", "inn", "", 4, "carla")
    assert memory.tags == ["fact:f1", "by:anna", "to:bruno", "move:chat", "place:inn", "when:4", "from:carla"]


def test_a_colon_in_a_value_does_no_harm():
    memory = Memory("secret:bruno", 5, 600, 0, "anna", "chat", "", "", "", "", 4, "")
    assert tagged(5, 600, 0, memory.tags).fact == "secret:bruno"


def test_only_a_reflection_keeps_its_text():
    reflection = Memory("f", 5, 300, 0, "bruno", REFLECTION, "anna", "", "", "", 5, "", "I was unjust.")
    assert tagged(5, 300, 0, reflection.tags, "I was unjust.") == reflection
    assert tagged(5, 300, 0, reflection._replace(move="chat").tags, "We talked.").text == ""


def test_a_memory_concerns_doer_sufferer_and_the_one_spoken_of():
    assert Memory("f", 5, 0, 0, "anna", "chat", "bruno", "", "", "carla", 5, "dario").people() == ("anna", "bruno", "carla")
