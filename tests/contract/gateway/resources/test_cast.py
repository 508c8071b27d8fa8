"""The people of an ecosystem over the API."""

import pytest

from actors import recovery
from actors.events import INTERACTED
from actors.genre import DIMENSIONS, NEEDS
from actors.records import memories_of
from actors.snapshot import sealed
from runtime import keeping
from tests import inn
from tests.contract.gateway.resources.conftest import READING, TICKS, everything, pages_of

pytestmark = READING

NAMES = [persona.id for persona in inn.CAST]


async def reread(app, played, name):
    """Somebody as the whole chronicle says, without snapshots."""
    loaded = await recovery.load(app.state.ports.store, played.ecosystem, [name], snapshots=False)
    return loaded.characters[name]


def remembered(played, name):
    return [(event, memory) for event in played.events for memory in memories_of(event) if memory["owner"] == name]


async def test_everybody_is_listed_by_id_page_by_page(guest, played):
    pages = await pages_of(guest, f"{played.path}/characters", limit=4)
    assert [[one["id"] for one in page] for page in pages] == [NAMES[:4], NAMES[4:]]
    assert pages[0][0].keys() == {"id", "name", "short", "role", "portrait", "place"}


@pytest.mark.parametrize(
    ("name", "found"), [("an", ["anna"]), ("ÀN", ["anna"]), ("e", ["elena"]), ("%", []), ("nn", []), ("x_", [])]
)
async def test_one_is_found_by_the_beginning_of_a_name(guest, played, name, found):
    assert [one["id"] for one in await everything(guest, f"{played.path}/characters", name=name)] == found


async def test_those_at_a_place_are_listed(inn_app, guest, played):
    where = await inn_app.state.ports.store.whereabouts(played.ecosystem)
    for place in ("inn", "square"):
        listed = await everything(guest, f"{played.path}/characters", place=place)
        assert [one["id"] for one in listed] == [name for name in NAMES if where[name] == place]
    assert await everything(guest, f"{played.path}/characters", place="moon") == []


async def test_a_state_is_that_of_the_whole_chronicle_with_snapshots_and_without(inn_app, guest, played):
    pages = await pages_of(guest, f"{played.path}/state", limit=4)
    for one in (one for page in pages for one in page):
        character = await reread(inn_app, played, one["id"])
        valence, arousal, dominance = character.state.mood_at(character.persona, TICKS)
        assert [one["mood"][key] for key in ("valence", "arousal", "dominance")] == [valence, arousal, dominance]
        assert one["needs"] == dict(zip(NEEDS, character.state.needs_at(TICKS), strict=True))
        assert (one["place"], one["memories"], one["acted"]) == (
            character.state.place, len(character.state.memories), character.state.acted
        )  # fmt: skip
    assert [len(page) for page in pages] == [4, 2]
    whole = (await guest.get(f"{played.path}/state")).json()
    assert (whole["tick"], whole["seq"], len(whole["items"])) == (TICKS, len(played.events), 6)


async def test_a_damaged_snapshot_is_made_up_for(inn_app, guest, played):
    store = inn_app.state.ports.store
    kept = await store.load(played.ecosystem, ["anna", "bruno"])
    assert kept, "the fiftieth tick has left snapshots"
    before = (await guest.get(f"{played.path}/state")).json()
    seq = kept["anna"][0]
    await store.renew(played.ecosystem, seq, 50, {"anna": b"no state at all"})
    try:
        assert (await guest.get(f"{played.path}/state")).json() == before
    finally:
        await store.renew(played.ecosystem, seq, 50, {"anna": kept["anna"][1]})


async def test_a_sheet_says_who_somebody_is_and_how(inn_app, guest, played):
    answer = await guest.get(f"{played.path}/characters/anna")
    sheet, anna = answer.json(), await reread(inn_app, played, "anna")
    assert (sheet["id"], sheet["ecosystem"], sheet["tick"]) == ("anna", played.ecosystem, TICKS)
    assert sheet["persona"]["traits"]["agreeableness"] == 500
    assert sheet["persona"]["voice"]["register"] == "plain"
    assert sheet["persona"]["wants"][0]["text"] == "win Bruno"
    assert sheet["whereabouts"] == {"id": anna.state.place, **_place(anna.state.place)}
    assert "secret" not in sheet["persona"]
    own = {row["now"]["target"]: row["now"] for row in sheet["relationships"]}
    for target, relationship in anna.state.relationships.items():
        now = own[target]
        assert (now["affinity"], now["trust"], now["respect"], now["attraction"], now["familiarity"]) == relationship.numbers
        assert (now["kind"], now["since_tick"]) == (relationship.kind, relationship.since)
    assert {row["now"]["target"] for row in sheet["regarded"]} == {"anna"}
    assert [memory["text"] for memory in sheet["last_memories"]] == [
        memory["text"] for _, memory in remembered(played, "anna")[::-1][:10]
    ]
    same = await guest.get(f"{played.path}/characters/anna", headers={"If-None-Match": answer.headers["etag"]})
    assert same.status_code == 304


def _place(id):
    place = next(place for place in inn.PLACES if place.id == id)
    return {"name": place.name, "at": place.at, "public": place.public}


async def test_relationships_of_a_sheet_have_the_last_points_of_their_history(guest, played):
    sheet = (await guest.get(f"{played.path}/characters/anna", params={"most": 3})).json()
    for story in sheet["relationships"] + sheet["regarded"]:
        owner, target = story["now"]["owner"], story["now"]["target"]
        expected = [
            (event.tick, list(regard["was"]), list(regard["now"]))
            for event in played.events
            for regard in event.body.get("regards", ())
            if (regard["owner"], regard["target"]) == (owner, target)
        ][::-1][:3]
        found = [(point["tick"], point["was"], [point["now"][key] for key in DIMENSIONS]) for point in story["points"]]
        assert found == expected


async def test_memories_come_the_last_first_page_by_page(guest, played):
    pages = await pages_of(guest, f"{played.path}/characters/bruno/memories", limit=7)
    assert [memory["text"] for page in pages for memory in page] == [
        memory["text"] for _, memory in remembered(played, "bruno")[::-1]
    ]
    assert all(len(page) == 7 for page in pages[:-1])


async def test_memories_are_found_by_words(inn_app, guest, played):
    path = f"{played.path}/characters/bruno/memories"
    ports = inn_app.state.ports
    expected = [memory["text"] for _, memory in remembered(played, "bruno")[::-1] if "anna" in memory["text"].lower()]
    assert expected
    assert [memory["text"] for memory in await everything(guest, path, q="ANN", limit=3)] == expected
    rows = await ports.store.memories(played.ecosystem)
    await ports.store.embed(played.ecosystem, "hashed", rows, [[1.0]] * len(rows))
    assert [memory["text"] for memory in await everything(guest, path, q="ánna", limit=3)] == expected
    assert await everything(guest, path, q="anna zeppelin") == []
    assert await everything(guest, path, q="&|!'():*") == []


async def test_memories_are_found_by_meaning_also_without_players(inn_app, guest, played):
    await inn_app.state.ports.bell.leave()  # whoever else said here that he plays
    path = f"{played.path}/characters/bruno/memories"
    wanted = remembered(played, "bruno")[3][1]["text"]
    found = (await guest.get(path, params={"near": wanted, "limit": 4})).json()
    assert found["items"][0]["text"] == wanted
    assert [memory["score"] for memory in found["items"]] == sorted((m["score"] for m in found["items"]), reverse=True)
    assert len(found["items"]) == 4
    assert found["next_cursor"] is None


async def test_by_meaning_nothing_is_found_while_the_owner_of_the_index_does_not_answer(inn_app, guest, played, monkeypatch):
    monkeypatch.setattr(keeping, "ANSWER_SECONDS", 0.2)
    bell = inn_app.state.ports.bell
    await bell.attend()
    try:
        answer = await guest.get(f"{played.path}/characters/bruno/memories", params={"near": "the bell"})
    finally:
        await bell.leave()
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "store_unavailable", "2")


async def test_what_somebody_knows_says_from_whom(inn_app, guest, played):
    whole = {}
    for name in NAMES:
        knowledge = (await guest.get(f"{played.path}/characters/{name}/knowledge")).json()
        state = (await reread(inn_app, played, name)).state
        known = {f"secret:{secret['owner']}": secret["source"] for secret in knowledge["secrets"]}
        assert known == state.secrets
        assert [tiding["source"] for tiding in knowledge["tidings"]] == [
            tag[5:] for _, memory in remembered(played, name)[::-1] for tag in memory["tags"] if tag.startswith("from:")
        ]  # fmt: skip
        whole[name] = knowledge
    assert any(knowledge["secrets"] for knowledge in whole.values())
    assert whole["bruno"]["secret"]["confession"] == "I sold the bell"
    assert whole["anna"]["secret"] is None
    teller = next(k for k in whole.values() if k["secrets"])["secrets"][0]["source"]
    assert any(event.body["learned"] for event in played.of_kind(INTERACTED) if event.body["initiator"] == teller)


@pytest.mark.parametrize("name", ["nobody", "o'brien; --", "a%22b", "a%0Ab", "%25", "é", "ANNA", "anna ", "x" * 150])
async def test_of_somebody_who_is_not_there_that_is_said(guest, played, name):
    for below in ("", "/memories", "/memories?near=x", "/knowledge"):
        answer = await guest.get(f"{played.path}/characters/{name}{below}")
        assert (answer.status_code, answer.json()["code"]) == (404, "character_unknown"), below


@pytest.mark.parametrize(
    "path",
    [
        "characters?limit=0", "characters?limit=201", "characters?name=", "characters?name=a%00", "characters?cursor=x",
        "characters?place=a%00b", "characters/anna%00", f"characters/{'x' * 201}", "characters/anna?most=21",
        "characters/anna/memories?q=", "characters/anna/memories?q=a%00", f"characters/anna/memories?q={'x' * 501}",
        "characters/anna/memories?near=x&q=y", "characters/anna/memories?limit=0", "characters/anna/memories?cursor=WyJhIl0",
        "state?limit=0", "state?cursor=x",
    ],
)  # fmt: skip
async def test_what_makes_no_sense_is_refused(guest, played, path):
    answer = await guest.get(f"{played.path}/{path}")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


async def test_a_snapshot_is_used_where_there_is_one(inn_app, played):
    ports = inn_app.state.ports
    kept = await ports.store.load(played.ecosystem, NAMES)
    assert all(seq < len(played.events) for seq, _ in kept.values())
    assert sealed((await reread(inn_app, played, "anna")).state) != kept["anna"][1]
