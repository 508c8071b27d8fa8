"""The ports Snapshots, Agenda, Library and Cursors, over every store."""

from dataclasses import replace

import pytest

from actors.errors import ChronicleDamaged, EcosystemUnknown
from actors.ports import MEMORY_INDEX, SNAPSHOTS, Due


@pytest.fixture
async def founded(store, tale):
    await tale.found(store)
    return store


async def test_snapshots_replace_older_ones(founded):
    await founded.save("montreuil", 4, 0, {"javert": b"\x00old", "valjean": b"old"})
    await founded.save("montreuil", 9, 1, {"javert": b"\xffnew"})
    assert await founded.load("montreuil", ["javert", "valjean", "nobody"]) == {
        "javert": (9, b"\xffnew"),
        "valjean": (4, b"old"),
    }


async def test_a_snapshot_that_comes_late_or_again_changes_nothing(founded):
    await founded.save("montreuil", 9, 1, {"javert": b"new"})
    await founded.save("montreuil", 4, 0, {"javert": b"late"})
    await founded.save("montreuil", 9, 1, {"javert": b"again"})
    assert await founded.load("montreuil", ["javert"]) == {"javert": (9, b"new")}


async def test_saving_nothing_is_fine_wherever(founded):
    await founded.save("montreuil", 4, 0, {})
    await founded.save("nowhere", 4, 0, {})
    assert await founded.load("montreuil", ["javert"]) == {}


async def test_renewing_replaces_snapshots_of_the_same_number_and_older_ones_but_none_that_came_later(founded):
    await founded.save("montreuil", 9, 1, {"javert": b"damaged", "valjean": b"damaged"})
    await founded.save("montreuil", 14, 2, {"valjean": b"later"})
    await founded.save("montreuil", 4, 0, {"cosette": b"old"})
    await founded.renew("montreuil", 9, 1, {"javert": b"right", "valjean": b"right", "cosette": b"right"})
    await founded.renew("montreuil", 9, 1, {})
    assert await founded.load("montreuil", ["javert", "valjean", "cosette"]) == {
        "cosette": (9, b"right"),
        "javert": (9, b"right"),
        "valjean": (14, b"later"),
    }


async def test_discarded_snapshots_are_gone(founded):
    await founded.save("montreuil", 4, 0, {"javert": b"state"})
    await founded.discard("montreuil")
    await founded.discard("nowhere")
    assert await founded.load("montreuil", ["javert"]) == {}


async def test_discarding_snapshots_sets_back_how_far_they_had_got_and_nothing_else(founded):
    for projection in (SNAPSHOTS, MEMORY_INDEX):
        await founded.advance("montreuil", projection, (4, ""))
    await founded.discard("montreuil")
    assert await founded.cursor("montreuil", SNAPSHOTS) == (0, "")
    assert await founded.cursor("montreuil", MEMORY_INDEX) == (4, "")


async def test_a_cursor_that_somebody_else_has_moved_or_set_back_meanwhile_is_left_where_it_is(founded):
    await founded.advance("montreuil", MEMORY_INDEX, (4, "javert"), (0, ""))
    assert await founded.cursor("montreuil", MEMORY_INDEX) == (4, "javert")
    await founded.advance("montreuil", MEMORY_INDEX, (9, ""), (3, "javert"))
    assert await founded.cursor("montreuil", MEMORY_INDEX) == (4, "javert")
    await founded.advance("montreuil", MEMORY_INDEX, (0, ""))
    await founded.advance("montreuil", MEMORY_INDEX, (9, ""), (4, "javert"))
    assert await founded.cursor("montreuil", MEMORY_INDEX) == (0, "")
    await founded.advance("montreuil", MEMORY_INDEX, (9, ""), (0, ""))
    assert await founded.cursor("montreuil", MEMORY_INDEX) == (9, "")


async def test_what_is_due_comes_by_tick_kind_and_key(founded):
    dues = [
        Due("run", "b", 2, {}),
        Due("live", "z", 2, {"tempo_ms": 500}),
        Due("run", "a", 2, {"until": 9}),
        Due("run", "c", 1, {}),
    ]
    for due in dues:
        await founded.order("montreuil", due)
    assert await founded.due("montreuil") == [dues[3], dues[1], dues[2], dues[0]]


async def test_ordering_the_same_key_replaces_it(founded):
    await founded.order("montreuil", Due("run", "a", 1, {"until": 5}))
    await founded.order("montreuil", Due("run", "a", 3, {"until": 8}))
    assert await founded.due("montreuil") == [Due("run", "a", 3, {"until": 8})]


async def test_what_is_done_is_forgotten(founded):
    due = Due("run", "a", 1, {"until": 5})
    await founded.order("montreuil", due)
    await founded.done("montreuil", replace(due, kind="live"))
    assert await founded.due("montreuil") == [due]
    await founded.done("montreuil", due)
    await founded.done("nowhere", due)
    assert await founded.due("montreuil") == await founded.due("nowhere") == []


async def test_what_was_ordered_anew_meanwhile_stays(founded):
    old = Due("run", "a", 1, {"until": 5})
    for new in (replace(old, body={"until": 8}), replace(old, at_tick=2)):
        await founded.order("montreuil", old)
        await founded.order("montreuil", new)
        await founded.done("montreuil", old)
        assert await founded.due("montreuil") == [new]


async def test_genres_are_kept_by_hash(founded):
    await founded.put("h1", b"\x00body")
    await founded.put("h1", b"\x00body")
    assert await founded.get("h1") == b"\x00body"
    with pytest.raises(ChronicleDamaged, match="h2"):
        await founded.get("h2")


async def test_cursors_only_move_forwards_or_to_the_beginning(founded):
    assert await founded.cursor("montreuil", "graph") == (0, "")
    for offered, expected in [
        ((5, "javert"), (5, "javert")),
        ((5, "cosette"), (5, "javert")),
        ((4, "valjean"), (5, "javert")),
        ((5, "valjean"), (5, "valjean")),
        ((6, ""), (6, "")),
        ((0, ""), (0, "")),
        ((1, "a"), (1, "a")),
    ]:
        await founded.advance("montreuil", "graph", offered)
        assert await founded.cursor("montreuil", "graph") == expected
    assert await founded.cursor("montreuil", "memory") == (0, "")


async def test_what_targets_hold_of_ecosystems_that_are_gone_is_known_until_it_is_cleared_away(founded):
    for target, ecosystem in (("neo4j", "montreuil"), ("neo4j", "digne"), ("neo4j", "digne"), ("kafka", "arras")):
        await founded.note(ecosystem, target)
    assert await founded.leftovers("neo4j") == ["digne"]
    await founded.delete("montreuil")
    assert await founded.leftovers("neo4j") == ["digne", "montreuil"]
    await founded.cleared("digne", "neo4j")
    await founded.cleared("digne", "neo4j")
    assert await founded.leftovers("neo4j") == ["montreuil"]
    assert await founded.leftovers("kafka") == ["arras"]


async def test_nothing_is_kept_for_an_ecosystem_that_does_not_exist(store):
    for call in (
        store.order("nowhere", Due("run", "a", 1, {})),
        store.save("nowhere", 1, 0, {"javert": b"s"}),
        store.renew("nowhere", 1, 0, {"javert": b"s"}),
        store.advance("nowhere", "graph", (1, "")),
    ):
        with pytest.raises(EcosystemUnknown, match="nowhere"):
            await call
