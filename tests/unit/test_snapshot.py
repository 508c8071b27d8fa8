"""Sealed states: what was written is read, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.errors import SnapshotUnusable
from actors.mind import state
from actors.mind.state import State
from actors.relationship import Relationship
from actors.snapshot import opened, sealed

ANNA = State("inn", relationships={"bruno": Relationship((1, 2, 3, 4, 5), "friend")}, recent=["Fine rain."])
SEALED = sealed(ANNA)


def test_a_sealed_state_is_opened_as_it_was():
    assert opened("anna", SEALED).encoded() == ANNA.encoded()
    assert sealed(opened("anna", SEALED)) == SEALED


@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
def test_a_snapshot_with_any_byte_changed_is_refused(place, change):
    spoilt = bytes([*SEALED[:place], SEALED[place] ^ change, *SEALED[place + 1 :]])
    with pytest.raises(SnapshotUnusable, match="anna"):
        opened("anna", spoilt)


@given(st.integers(0, len(SEALED) - 1))
def test_a_snapshot_that_was_cut_off_is_refused(length):
    with pytest.raises(SnapshotUnusable, match="anna"):
        opened("anna", SEALED[:length])


def test_a_snapshot_of_another_version_is_refused_by_its_number(monkeypatch):
    monkeypatch.setattr("actors.snapshot.VERSION", state.VERSION + 1)
    newer = sealed(ANNA)
    monkeypatch.undo()
    with pytest.raises(SnapshotUnusable, match=f"version {state.VERSION + 1}, this Fabula reads 2 and {state.VERSION}"):
        opened("anna", newer)


def test_a_state_without_a_seal_is_refused():
    with pytest.raises(SnapshotUnusable, match="knew no seal"):
        opened("anna", ANNA.encoded())
