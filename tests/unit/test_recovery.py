"""Recovery: the state that comes out of snapshots and the chronicle is the state that was lived."""

import pytest

from actors import recovery
from actors.errors import ChronicleDamaged, EcosystemUnknown
from actors.events import MOVED
from actors.genre import Genre
from actors.snapshot import opened, sealed


def everybody(world) -> list[str]:
    return [persona.id for persona in world.cast]


def frozen(loaded) -> dict[str, bytes]:
    return {name: sealed(character.state) for name, character in loaded.characters.items()}


async def lived(stage) -> dict[str, bytes]:
    """The states as the living troupes have them."""
    await stage.supervisor.snapshot()
    states = {}
    for troupe in range(len(stage.company.members)):
        states |= await (await stage.company.handle(troupe)).states(stage.supervisor.head.seq)
    return states


async def test_the_fold_of_the_chronicle_is_the_state_that_was_lived(world, set_stage):
    stage = await set_stage(world, 2)
    await stage.play(25)
    folded = await recovery.load(stage.store, stage.ecosystem, everybody(world), snapshots=False)
    assert frozen(folded) == await lived(stage)


@pytest.mark.parametrize("snapshot_at", [0, 7, 20])
async def test_loading_with_snapshots_equals_loading_without(world, set_stage, snapshot_at):
    stage = await set_stage(world)
    await stage.play(snapshot_at)
    await stage.supervisor.snapshot()
    await stage.play(20 - snapshot_at)
    quick = await recovery.load(stage.store, stage.ecosystem, everybody(world))
    slow = await recovery.load(stage.store, stage.ecosystem, everybody(world), snapshots=False)
    assert frozen(quick) == frozen(slow)
    assert quick.presence.where == slow.presence.where == await stage.store.whereabouts(stage.ecosystem)
    assert quick.seq == slow.seq == stage.supervisor.head.seq


async def test_a_snapshot_of_some_and_not_of_others_serves_as_well(world, set_stage):
    stage = await set_stage(world, 2)
    await stage.play(6)
    half = await (await stage.company.handle(0)).states(stage.supervisor.head.seq)
    await stage.store.save(stage.ecosystem, stage.supervisor.head.seq, 6, half)
    await stage.play(6)
    quick = await recovery.load(stage.store, stage.ecosystem, everybody(world))
    slow = await recovery.load(stage.store, stage.ecosystem, everybody(world), snapshots=False)
    assert frozen(quick) == frozen(slow)


async def test_a_snapshot_from_later_is_not_used_for_earlier(world, set_stage):
    stage = await set_stage(world)
    await stage.play(5)
    upto = stage.supervisor.head.seq
    then = await lived(stage)
    await stage.play(5)
    await stage.supervisor.snapshot()
    assert frozen(await recovery.load(stage.store, stage.ecosystem, everybody(world), upto)) == then


async def test_going_on_from_recovered_states_tells_the_same_story(world, set_stage):
    stage = await set_stage(world)
    await stage.play(9)
    await stage.supervisor.snapshot()
    await stage.company.close()
    assert await stage.play(9) == await (await set_stage(world)).play(18)


async def test_losing_all_snapshots_loses_nothing(world, set_stage):
    stage = await set_stage(world)
    await stage.play(9)
    await stage.supervisor.snapshot()
    await stage.store.discard(stage.ecosystem)
    await stage.company.close()
    assert await stage.play(3) == await (await set_stage(world)).play(12)


@pytest.mark.parametrize("spoilt", [b"", b"{}", b"fabula-state 0 00\n{}"], ids=["empty", "unsealed", "of another version"])
async def test_a_snapshot_that_cannot_be_used_is_made_up_for_with_one_line(world, set_stage, caplog, spoilt):
    stage = await set_stage(world)
    await stage.play(9)
    await stage.supervisor.snapshot()
    snapshots = stage.store._shelf.kept(stage.ecosystem).snapshots
    for name in ("anna", "carla"):
        snapshots[name] = (snapshots[name][0], spoilt)
    await stage.company.close()
    assert await stage.play(3) == await (await set_stage(world)).play(12)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "the snapshot of 'anna' cannot be used" in caplog.text and "(and 1 more)" in caplog.text
    await stage.supervisor.snapshot()
    assert all(opened(name, raw) for name, (_, raw) in snapshots.items())


async def test_presence_follows_every_journey(world, set_stage):
    stage = await set_stage(world)
    await stage.play(15)
    where = dict.fromkeys(everybody(world), "square")
    for event in await stage.events():
        if event.kind == MOVED:
            assert where[event.body["character"]] == event.body["from"]
            where[event.body["character"]] = event.body["to"]
    assert where == await stage.store.whereabouts(stage.ecosystem)


async def test_the_setting_is_the_one_of_the_founding(world, set_stage):
    stage = await set_stage(world, seed=2**64 - 1)
    setting = await recovery.settle(stage.store, stage.supervisor.head.founding)
    assert setting.seed == 2**64 - 1
    assert setting.cast.personas == {persona.id: persona for persona in world.cast}
    assert setting.cast.places == {place.id: place for place in world.places}
    assert tuple(setting.moves) == tuple(move.id for move in world.genre.moves)


async def test_an_unknown_ecosystem_character_or_genre_is_refused(world, set_stage):
    stage = await set_stage(world)
    with pytest.raises(EcosystemUnknown):
        await recovery.load(stage.store, "nowhere", ["anna"])
    with pytest.raises(ChronicleDamaged, match="zoe never joined"):
        await recovery.load(stage.store, stage.ecosystem, ["zoe"])
    stage.store._shelf.genres.clear()
    with pytest.raises(ChronicleDamaged, match="genre"):
        await recovery.load(stage.store, stage.ecosystem, ["anna"])


def test_a_genre_survives_being_kept(genre, classic):
    for kept in (genre, classic):
        copy = Genre.from_blob(kept.blob())
        assert copy == kept
        assert copy.blob() == kept.blob()
