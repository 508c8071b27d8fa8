"""Events: one way to write a body, ids that depend on the place in the story, and a chain that covers all of the past."""

from dataclasses import replace

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.events import START_HASH, Draft, canonical, chained, event_id, numbered

WORDS = st.text('azÉ🎭\x00\n"\\', max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)
BODIES = st.dictionaries(WORDS, JSON, max_size=5)

STORY = [Draft("ecosystem_founded", "", 0, {"seed": "7"}), Draft("interaction", "anna>bruno", 0, {"move": "chat", "n": [1, 2]})]


def story(ecosystem: str = "e", tick: int = 3):
    return numbered(ecosystem, tick, 10, STORY)


@given(BODIES)
def test_a_body_survives_its_canonical_form(body):
    assert orjson.loads(canonical(body)) == body


@given(BODIES)
def test_the_order_in_which_a_body_was_made_does_not_matter(body):
    assert canonical(dict(reversed(body.items()))) == canonical(body)


def test_a_tuple_and_a_list_are_written_alike():
    assert canonical({"a": (1, (2, 3))}) == canonical({"a": [1, [2, 3]]}) == b'{"a":[1,[2,3]]}'


def test_events_are_numbered_on_without_gaps():
    assert [(event.seq, event.tick, event.scene, event.index) for event in story()] == [(11, 3, "", 0), (12, 3, "anna>bruno", 0)]
    assert all(event.encoded == canonical(event.body) for event in story())


def test_the_chain_is_the_same_however_the_events_are_cut():
    whole = chained(START_HASH, story())
    assert whole == chained(chained(START_HASH, story()[:1]), story()[1:])
    assert chained("x", []) == "x"


@pytest.mark.parametrize(
    "change",
    [
        {"tick": 4}, {"kind": "other"}, {"scene": "anna>carla"}, {"index": 1},
        {"encoded": canonical({"move": "chat", "n": [1, 3]})}, {"encoded": canonical({"move": "chat", "n": [2, 1]})},
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("which", [0, 1])
def test_the_chain_changes_with_any_change_of_any_event(change, which):
    events = story()
    events[which] = replace(events[which], **change)
    assert chained(START_HASH, events) != chained(START_HASH, story())


def test_the_chain_changes_with_the_order_the_past_and_a_missing_event():
    events = story()
    hashes = [
        chained(START_HASH, events), chained(START_HASH, events[::-1]), chained("1" * 32, events),
        chained(START_HASH, events[:1]), chained(START_HASH, events * 2),
    ]  # fmt: skip
    assert len(set(hashes)) == len(hashes)


def test_the_ecosystem_s_own_id_is_left_out_of_the_chain():
    assert chained(START_HASH, story("one")) == chained(START_HASH, story("other"))


def test_an_event_s_id_depends_on_ecosystem_tick_scene_and_index_alone():
    ids = {event_id(e, t, s, i) for e in ("e", "f") for t in (1, 11) for s in ("a", "1") for i in (0, 1)}
    assert len(ids) == 16
    event = story()[1]
    assert event.id == event_id("e", 3, "anna>bruno", 0) == replace(event, seq=99, body={}, encoded=b"{}").id
    assert len(event.id) == 32
