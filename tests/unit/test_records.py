"""Records: what a chronicle says in tables, as a pure function of its events."""

from actors.events import INTERACTED, JOINED, MOVED, REFLECTED, TICKED, Draft, numbered
from actors.records import InteractionRow, MemoryRow, RelationshipRow, memory_id, rows_of


def regard(owner: str, target: str, affinity: int) -> dict:
    return {"owner": owner, "target": target, "now": (affinity, 2, 3, 4, 5), "kind": "friend", "bond": "aunt", "since": 3}


def memory(owner: str, text: str) -> dict:
    return {"owner": owner, "importance": 600, "feeling": -50, "tags": ["fact:f", "by:anna"], "text": text}


def meeting(scene: str, affinity: int) -> Draft:
    body = {
        "initiator": "anna", "responder": "bruno", "move": "chat", "outcome": "accept", "place": "inn", "witnesses": ["carla"],
        "regards": [regard("anna", "bruno", affinity)], "memories": [memory("anna", "…"), memory("carla", "I saw it.")],
    }  # fmt: skip
    return Draft(INTERACTED, scene, 0, body)


def rows(*drafts: Draft, after: int = 0):
    return rows_of(numbered("e", 4, after, drafts))


def test_an_interaction_is_a_row_with_its_witnesses():
    (event,) = numbered("e", 4, 0, [meeting("s", 100)])
    assert rows_of([event]).interactions == [
        InteractionRow(event.id, 1, 4, "inn", "chat", "accept", "anna", "bruno", ("carla",))
    ]  # fmt: skip


def test_the_last_word_on_a_relationship_stays():
    found = rows(meeting("s", 100), meeting("t", 150)).relationships
    assert found == {("anna", "bruno"): RelationshipRow("anna", "bruno", 150, 2, 3, 4, 5, "friend", "aunt", 3, 2)}


def test_each_memory_is_a_row_of_its_owner_under_a_deterministic_id():
    (event,) = numbered("e", 4, 0, [meeting("s", 100)])
    _, seen = rows_of([event]).memories
    assert seen == MemoryRow(memory_id(event.id, "carla"), "carla", 1, 4, 600, -50, ("fact:f", "by:anna"), "I saw it.")


def test_joining_tells_persona_and_place_and_moving_the_new_place():
    joined = Draft(JOINED, "anna", 1, {"character": "anna", "persona": {"name": "Anna"}, "place": "inn", "regards": []})
    moved = Draft(MOVED, "anna@", 0, {"character": "anna", "from": "inn", "to": "square", "memories": []})
    found = rows(joined, moved)
    assert found.personas == {"anna": {"name": "Anna"}}
    assert found.whereabouts == {"anna": "square"}


def test_a_reflection_is_a_memory_and_the_end_of_a_tick_is_nothing():
    thought = Draft(REFLECTED, "anna~", 0, {"character": "anna", "memories": [memory("anna", "Alas.")]})
    found = rows(thought, Draft(TICKED, "~", 0, {}))
    assert [row.text for row in found.memories] == ["Alas."]
    assert (found.interactions, found.relationships, found.personas, found.whereabouts) == ([], {}, {}, {})


def test_rows_made_in_parts_are_the_rows_made_at_once():
    events = numbered("e", 4, 0, [meeting("s", 100), meeting("t", 150), meeting("u", 90)])
    assert rows_of(events[1:], rows_of(events[:1])) == rows_of(events)


async def test_a_whole_story_is_in_the_tables_as_its_events_say(played):
    found = rows_of(await played.events())
    store, ecosystem = played.store, played.ecosystem
    assert await store.interactions(ecosystem) == found.interactions
    assert {(row.owner, row.target): row for row in await store.relationships(ecosystem)} == found.relationships
    assert sorted(row.id for row in await store.memories(ecosystem, limit=10_000)) == sorted(row.id for row in found.memories)
    assert await store.whereabouts(ecosystem) == dict(sorted(found.whereabouts.items()))
