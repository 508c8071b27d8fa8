"""A user's characters in Postgres: kept, changed by version, found in three ways, and never somebody else's."""

import asyncio

import pytest

from actors.errors import BelongingsFull, BelongingUnknown
from storage.belongings import characters as module
from storage.belongings.characters import Characters
from storage.belongings.meaning import Meaning, essence


def persona(name: str, role: str = "somebody", bio: str = "", **more) -> dict:
    return {"name": name, "role": role, "bio": bio, **more}


async def keep(characters, owner, *names):
    return [await characters.add(owner, persona(name)) for name in names]


async def test_what_was_kept_is_given_back_as_it_was(characters, users):
    written = persona("Éponine", "a girl of the streets", "« Rien »", wants=[{"text": "be seen", "weight": 1}])
    made = await characters.add(users[0], written)
    assert (made.persona, made.version) == (written, 1)
    assert await characters.get(users[0], made.id) == made


async def test_a_change_needs_the_current_version_and_makes_the_next(characters, users):
    made = await characters.add(users[0], persona("Cosette"))
    changed = await characters.change(users[0], made.id, 1, persona("Euphrasie"))
    assert (changed.version, changed.persona["name"], changed.created_at) == (2, "Euphrasie", made.created_at)
    assert await characters.change(users[0], made.id, 1, persona("Fantine")) is None
    assert not await characters.remove(users[0], made.id, 1)
    assert await characters.remove(users[0], made.id, 2)
    assert await characters.change(users[0], made.id, 2, persona("Fantine")) is None


async def test_of_two_changes_at_once_one_is_made(characters, users):
    made = await characters.add(users[0], persona("Cosette"))
    results = await asyncio.gather(*(characters.change(users[0], made.id, 1, persona(f"C{n}")) for n in range(4)))
    assert sum(result is not None for result in results) == 1


async def test_pages_follow_one_another_by_name_without_gaps(characters, users):
    await keep(characters, users[0], "Marius", "Éponine", "Azelma", "Marius", "zéphine")
    seen, after = [], ("", "")
    while part := await characters.page(users[0], after, 2):
        seen += part
        after = (part[-1].persona["name"], part[-1].id)
    assert [one.persona["name"] for one in seen] == ["Azelma", "Marius", "Marius", "zéphine", "Éponine"]
    assert len({one.id for one in seen}) == 5


async def test_nobody_reads_changes_or_finds_what_is_somebody_elses(characters, users):
    mine, (theirs,) = users[0], await keep(characters, users[1], "Javert")
    for call in (characters.get(mine, theirs.id), characters.several(mine, [theirs.id])):
        with pytest.raises(BelongingUnknown):
            await call
    assert await characters.change(mine, theirs.id, 1, persona("Stolen")) is None
    assert not await characters.remove(mine, theirs.id, 1)
    assert await characters.page(mine, ("", ""), 10) == []
    for search in (characters.by_words, characters.by_spelling, characters.by_meaning):
        assert await search(mine, "Javert", 10) == []
        assert [found.character.id for found in await search(users[1], "Javert", 10)] == [theirs.id]


async def test_several_come_in_the_order_asked_for(characters, users):
    one, two = await keep(characters, users[0], "A", "B")
    assert await characters.several(users[0], [two.id, one.id, two.id]) == [two, one, two]
    with pytest.raises(BelongingUnknown, match="nobody"):
        await characters.several(users[0], [one.id, "nobody"])


async def test_words_are_found_by_their_beginning_in_names_role_and_bio_whatever_case_and_accents(characters, users):
    await characters.add(users[0], persona("Éponine", "a girl of the streets", "She loves Marius in vain."))
    await characters.add(users[0], persona("Marius Pontmercy", "a student"))
    names = [found.character.persona["name"] for found in await characters.by_words(users[0], "mari", 10)]
    assert sorted(names) == ["Marius Pontmercy", "Éponine"]
    assert [f.character.persona["name"] for f in await characters.by_words(users[0], "EPONINE stree", 10)] == ["Éponine"]
    assert await characters.by_words(users[0], "' | !*:)", 10) == []


async def test_names_are_found_although_they_are_misspelt_best_first(characters, users):
    await keep(characters, users[0], "Jean Valjean", "Javert", "Жан Вальжан")
    names = [found.character.persona["name"] for found in await characters.by_spelling(users[0], "Valjan", 10)]
    assert names == ["Jean Valjean"]
    assert [f.character.persona["name"] for f in await characters.by_spelling(users[0], "вальжан", 10)] == ["Жан Вальжан"]
    assert (await characters.by_spelling(users[0], "javert", 10))[0].score == pytest.approx(1.0)


async def test_a_short_name_counts_as_a_name(characters, users):
    await characters.add(users[0], persona("Monseigneur Charles-François-Bienvenu Myriel", short="Myriel"))
    assert len(await characters.by_spelling(users[0], "miriel", 10)) == 1


async def test_meaning_is_that_of_the_latest_version_and_of_the_embedder_in_use(characters, users, connections, sql):
    one = await characters.add(users[0], persona("A", "a baker who steals bread"))
    await characters.add(users[0], persona("B", "an inspector of the police"))
    found = await characters.by_meaning(users[0], "inspector of police", 10)
    assert [f.character.persona["name"] for f in found] == ["B", "A"]
    await characters.change(users[0], one.id, 1, persona("A", "inspector of police"))
    assert (await characters.by_meaning(users[0], "inspector of police", 1))[0].character.persona["name"] == "A"
    await sql.execute("UPDATE fabula.library_characters SET embedder = 'another', embedding = '[1, 2, 3]'")
    assert len(await Characters(connections, Meaning("hashed")).by_meaning(users[0], "police", 10)) == 2


async def test_meaning_is_more_than_letters(connections, users):
    characters = Characters(connections, Meaning("wordllama"))
    await characters.add(users[0], persona("A", "a physician in a small town"))
    await characters.add(users[0], persona("B", "a sailor on the high seas"))
    found = await characters.by_meaning(users[0], "doctor", 2)
    assert found[0].character.persona["name"] == "A"


def test_the_essence_of_a_character_is_what_is_written():
    text = essence({"name": "Cosette", "role": "a child", "bio": "", "wants": [{"text": "be loved"}]})
    assert text == "Cosette. a child. means to be loved"


async def test_a_library_has_an_end(characters, users, monkeypatch):
    monkeypatch.setattr(module, "MOST", 2)
    await keep(characters, users[0], "A", "B")
    with pytest.raises(BelongingsFull, match="delete some"):
        await keep(characters, users[0], "C")
    await keep(characters, users[1], "C")


async def test_a_library_goes_with_its_user(characters, users, sql):
    await keep(characters, users[0], "A")
    await keep(characters, users[1], "B")
    await sql.execute("DELETE FROM fabula.users WHERE id = $1", users[0])
    assert await sql.fetchval("SELECT count(*) FROM fabula.library_characters") == 1
