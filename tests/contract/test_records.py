"""The port Records, over every store."""

import pytest

from actors.events import JOINED, START_HASH, Draft, chained, numbered
from actors.ports import MEMORY_INDEX
from actors.records import rows_of


@pytest.fixture
async def told(store, tale):
    """A tale of three ticks, in the store."""
    await tale.found(store)
    epoch = (await store.activate("montreuil")).epoch
    await tale.commit(store, epoch, scenes=2)
    await tale.commit(store, epoch, affinity=-1000, text="A candlestick of silver, given away")
    return tale


async def test_the_tables_say_what_the_events_say(store, told):
    rows = told.rows
    assert await store.interactions("montreuil") == rows.interactions
    assert await store.relationships("montreuil") == [row for _, row in sorted(rows.relationships.items())]
    assert await store.memories("montreuil") == sorted(rows.memories, key=lambda row: (row.seq, row.owner))
    assert await store.personas("montreuil") == rows.personas
    assert await store.whereabouts("montreuil") == rows.whereabouts | {"valjean": "place-2"}


async def test_characters_are_listed_by_id(store, told):
    assert list(await store.personas("montreuil")) == ["cosette", "javert", "valjean"]
    assert list(await store.whereabouts("montreuil")) == ["cosette", "javert", "valjean"]


async def test_people_go_by_their_short_names_or_else_by_their_ids(store, tale):
    persona = {"name": "Fantine T.", "short": "Fantine"}
    joined = Draft(JOINED, "join", 9, {"character": "fantine", "persona": persona, "place": "town", "regards": []})
    events = [*tale.begin(), *numbered("montreuil", 0, len(tale.events), [joined])]
    await store.found(tale.founding, events, rows_of(events), chained(START_HASH, events))
    assert await store.shorts("montreuil") == {
        "cosette": "cosette", "fantine": "Fantine", "javert": "javert", "valjean": "valjean",
    }  # fmt: skip
    assert await store.shorts("montreuil", ["valjean", "nobody", "fantine"]) == {"fantine": "Fantine", "valjean": "valjean"}
    assert await store.shorts("montreuil", []) == await store.shorts("nowhere") == {}


async def test_personas_of_some_are_those_of_all_without_the_others(store, told):
    everybody = await store.personas("montreuil")
    some = await store.personas("montreuil", ["valjean", "nobody", "cosette", "valjean"])
    assert list(some.items()) == [(name, everybody[name]) for name in ("cosette", "valjean")]
    assert await store.personas("montreuil", []) == await store.personas("nowhere", ["valjean"]) == {}


async def test_what_is_read_belongs_to_the_reader(store, told):
    (await store.personas("montreuil"))["javert"]["name"] = "changed"
    assert (await store.personas("montreuil"))["javert"]["name"] == "The javert"


async def test_relationships_of_one_owner(store, told):
    rows = await store.relationships("montreuil", "valjean")
    assert [(row.owner, row.target, row.affinity) for row in rows] == [("valjean", "javert", 1000)]
    assert await store.relationships("montreuil", "nobody") == []


async def test_memories_are_read_in_pages_after_a_cursor(store, told):
    pages, after = [], (0, "")
    while page := await store.memories("montreuil", after, limit=4):
        pages.append(page)
        after = (page[-1].seq, page[-1].owner)
    assert [len(page) for page in pages] == [4, 4, 3]
    assert [row for page in pages for row in page] == await store.memories("montreuil")


@pytest.mark.parametrize("words", ["CANDLE", "silver given", "candlestick'", "sil away", "(candlestick & silver"])
async def test_search_finds_memories_whose_words_begin_so(store, told, words):
    assert {row.text for row in await store.search("montreuil", words)} == {"A candlestick of silver, given away"}


@pytest.mark.parametrize("words", ["eponine", "ÉPONINE", "e\u0301ponine"])
async def test_search_knows_neither_case_nor_accents(store, told, words):
    assert len(await store.search("montreuil", words)) == 6


async def test_search_wants_every_word_and_keeps_to_the_limit(store, told):
    assert await store.search("montreuil", "silver rain") == []
    assert await store.search("montreuil", "   ' & !") == []
    assert await store.search("digne", "silver") == []
    assert [row.owner for row in await store.search("montreuil", "silver", limit=2)] == ["cosette", "javert"]


async def test_vectors_can_be_stored_again_and_for_memories_that_are_gone(store, told):
    memory = (await store.memories("montreuil"))[0]
    gone = memory._replace(id="gone", seq=memory.seq + 1000)
    await store.embed("montreuil", "hashed", [memory, gone], [[0.6, 0.8], [1.0, 0.0]])
    await store.embed("montreuil", "other", [memory], [[0.1, 0.2, 0.3]])
    assert (await store.memories("montreuil"))[0] == memory


@pytest.mark.parametrize("indexed", [0, 4, 11])
async def test_search_finds_the_same_however_far_the_index_has_got(store, told, indexed):
    memories = (await store.memories("montreuil"))[:indexed]
    before = await store.search("montreuil", "silver")
    await store.embed("montreuil", "hashed", memories, [[1.0]] * indexed)
    if memories:
        await store.advance("montreuil", MEMORY_INDEX, (memories[-1].seq, memories[-1].owner))
    assert await store.search("montreuil", "silver") == before != []


async def test_unknown_ecosystems_have_no_rows(store):
    assert await store.personas("nowhere") == await store.whereabouts("nowhere") == {}
    assert await store.relationships("nowhere") == await store.relationships("nowhere", "a") == []
    assert await store.interactions("nowhere") == await store.memories("nowhere") == []
