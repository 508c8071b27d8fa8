"""Founding: the events of tick 0, and the ecosystem that they make."""

from dataclasses import replace

from actors.events import FOUNDED, JOINED, START_HASH, canonical, chained, numbered
from actors.founding import founding_drafts
from actors.persona import decoded
from actors.records import rows_of
from runtime.creation import create
from storage.in_memory.store import InMemoryStore


def test_first_the_ecosystem_is_founded_then_the_cast_joins_in_order(world):
    drafts = founding_drafts(world, 7)
    assert [draft.kind for draft in drafts] == [FOUNDED] + [JOINED] * 6
    assert [draft.body["character"] for draft in drafts[1:]] == [persona.id for persona in world.cast]
    assert len({(draft.scene, draft.index) for draft in drafts}) == len(drafts)


def test_the_founding_names_scenario_seed_genre_and_places(world):
    body = founding_drafts(world, 2**64 - 1)[0].body
    assert (body["scenario"], body["seed"], body["genre"]) == ("hand-made", str(2**64 - 1), world.genre.hash)
    assert body["places"] == [["inn", "the inn", "at the inn", True], ["square", "the square", "in the square", True]]


def test_everybody_joins_with_persona_place_and_regards(world):
    rows = rows_of(numbered("e", 0, 0, founding_drafts(world, 7)))
    assert {id: decoded(data) for id, data in rows.personas.items()} == {persona.id: persona for persona in world.cast}
    assert rows.whereabouts == dict.fromkeys(rows.personas, "square")
    assert rows.relationships.keys() == {(regard.owner, regard.target) for regard in world.regards}
    loves = rows.relationships["anna", "bruno"]
    assert (loves.affinity, loves.trust, loves.respect, loves.attraction, loves.familiarity) == (700, 500, 300, 800, 700)
    assert (loves.kind, rows.relationships["carla", "bruno"].kind) == ("beloved", "enemy")


def test_people_without_haunts_are_spread_over_the_places(world):
    homeless = replace(world, cast=tuple(replace(persona, haunts=()) for persona in world.cast))
    rows = rows_of(numbered("e", 0, 0, founding_drafts(homeless, 7)))
    assert sorted(rows.whereabouts.values()) == ["inn"] * 3 + ["square"] * 3


def test_every_body_can_be_written(world):
    assert all(canonical(draft.body) for draft in founding_drafts(world, 7))


async def test_creating_puts_all_of_it_into_the_store(world):
    store = InMemoryStore()
    head = await create(store, world, 7)
    assert head == await store.head(head.founding.ecosystem)
    assert (head.tick, head.seq, head.characters, head.status) == (0, 7, 6, "idle")
    events = [event async for batch in store.events(head.founding.ecosystem) for event in batch]
    assert head.hash == chained(START_HASH, events)
    assert await store.get(world.genre.hash) == world.genre.blob()


async def test_the_name_of_an_ecosystem_is_its_own_and_says_nothing_of_its_story(world):
    store = InMemoryStore()
    one, other = await create(store, world, 7), await create(store, world, 7)
    assert one.founding.ecosystem != other.founding.ecosystem
    assert one.hash == other.hash
    assert (await create(store, world, 8)).hash != one.hash
