"""Feature flags."""

from uuid import UUID

import pytest

from actors.errors import FlagUnknown, VersionMoved
from storage.accounts import Flag

SOMEBODY = UUID(int=7)
CROWD = [UUID(int=n) for n in range(1000)]


async def test_a_flag_is_made_changed_and_removed_and_all_of_it_is_remembered(accounts, by):
    made = await accounts.set_flag("new-graph", True, [SOMEBODY], 0, by, version=0)
    assert made == Flag("new-graph", True, frozenset({SOMEBODY}), 0, 1)
    changed = await accounts.set_flag("new-graph", False, [], 250, by, version=1)
    assert await accounts.flags() == [changed]
    with pytest.raises(VersionMoved):
        await accounts.set_flag("new-graph", True, [], 1000, by, version=1)
    with pytest.raises(VersionMoved):
        await accounts.set_flag("other", True, [], 1000, by, version=3)
    await accounts.delete_flag("new-graph", by)
    for name in ("new-graph", "a\0"):
        with pytest.raises(FlagUnknown):
            await accounts.delete_flag(name, by)
    deeds = await accounts.deeds(object="new-graph", limit=3)
    assert [deed.action for deed in deeds] == ["flag.delete", "flag.set", "flag.set"]
    assert deeds[1].detail == {"on": False, "accounts": [], "share": 250}


def test_off_is_off_for_everybody():
    assert not Flag("x", False, frozenset({SOMEBODY}), 1000).holds(SOMEBODY)


def test_it_is_on_for_those_named_and_for_all():
    assert Flag("x", True, frozenset({SOMEBODY}), 0).holds(SOMEBODY)
    assert not Flag("x", True, frozenset(), 0).holds(SOMEBODY)
    assert Flag("x", True, frozenset(), 1000).holds(None)
    assert not Flag("x", True, frozenset({SOMEBODY}), 999).holds(None)


def test_a_share_is_about_as_large_as_it_says_only_grows_and_is_another_one_for_each_flag():
    small = {user for user in CROWD if Flag("x", True, frozenset(), 200).holds(user)}
    large = {user for user in CROWD if Flag("x", True, frozenset(), 500).holds(user)}
    other = {user for user in CROWD if Flag("y", True, frozenset(), 500).holds(user)}
    assert 150 < len(small) < 250 and 430 < len(large) < 570
    assert small < large and large != other
    assert all(Flag("x", True, frozenset(), 1000).holds(user) for user in CROWD)


def test_who_is_in_a_share_is_the_same_for_ever():
    assert [user.int for user in CROWD[:40] if Flag("x", True, frozenset(), 100).holds(user)] == [16, 22, 28, 36]
