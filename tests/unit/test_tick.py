"""A tick: the same story from the same seed, however it is played."""

import pytest

from actors.events import INTERACTED, MOVED


@pytest.mark.parametrize("troupes", [1, 2, 3, 6])
async def test_the_story_does_not_depend_on_how_the_cast_is_shared_out(world, set_stage, played, troupes):
    stage = await set_stage(world, troupes)
    await stage.play(12)
    theirs = [event.encoded for event in await played.events() if event.tick <= 12]
    assert [event.encoded for event in await stage.events()] == theirs


async def test_many_things_happen_in_the_hand_made_world(played):
    events = await played.events()
    moves = {event.body["move"] for event in events if event.kind == INTERACTED}
    assert len(moves) >= 8
    assert any(event.kind == MOVED for event in events)
