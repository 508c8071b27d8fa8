"""Ecosystems over the API: founding, listing, reading, changing and removing."""

import pytest

from actors.errors import StoreUnavailable
from actors.events import FOUNDED
from actors.ports import MEMORY_INDEX, Due
from runtime.creation import create
from tests import inn
from tests.contract.gateway.people import FABULA, person
from tests.contract.gateway.resources.conftest import API, everything, pages_of

ECOSYSTEMS = f"{API}/ecosystems"
MONTAGUES = {"scenario": "montagues", "seed": 7}


@pytest.fixture
async def founded(client):
    answer = await client.post(ECOSYSTEMS, json=MONTAGUES)
    assert answer.status_code == 201, answer.text
    return answer


@pytest.fixture
def become(app, client):
    """Have the next requests come from a user of this name, who exists from the first time on."""
    known = {}

    async def become(name):
        if name not in known:
            known[name] = await person(app, name)
        client.headers.update(known[name].headers)
        return known[name].user.id

    return become


async def test_one_is_founded_from_a_scenario(client, founded):
    body = founded.json()
    assert founded.headers["location"] == f"{ECOSYSTEMS}/{body['id']}"
    assert body["id"].startswith("montagues-")
    assert (body["scenario"], body["seed"], body["tick"], body["status"], body["epoch"]) == ("montagues", 7, 0, "idle", 0)
    assert (body["due"], body["tempo_ms"], body["last_tick"], body["public"]) == ([], None, None, False)
    assert body["seq"] == body["characters"] + 1
    again = await client.get(founded.headers["location"])
    assert again.json() == body
    assert again.headers["etag"] == founded.headers["etag"]


async def test_it_may_have_a_title_and_a_cast_and_the_same_seed_gives_the_same_story(client, founded):
    other = await client.post(ECOSYSTEMS, json={**MONTAGUES, "title": "  Verona  ", "public": True})
    small = await client.post(ECOSYSTEMS, json={**MONTAGUES, "cast": 3})
    assert (other.json()["title"], other.json()["public"]) == ("Verona", True)
    assert other.json()["hash"] == founded.json()["hash"]
    assert small.json()["characters"] == 3
    unsaid = await client.post(ECOSYSTEMS, json={"scenario": "montagues"})
    assert unsaid.json()["seed"] != 7


async def test_with_a_key_one_that_was_founded_without_an_answer_is_found_again(client, app, monkeypatch):
    """The gateway dies, or its store, after the founding and before the answer is remembered."""
    headers = {"Idempotency-Key": "once"}
    ports = app.state.ports

    async def away(*_):
        raise StoreUnavailable("Postgres", "gone")

    with monkeypatch.context() as dying:
        dying.setattr(ports.store, "due", away)
        assert (await client.post(ECOSYSTEMS, json=MONTAGUES, headers=headers)).status_code == 503
    answer = await client.post(ECOSYSTEMS, json=MONTAGUES, headers=headers)
    assert answer.status_code == 201
    assert [head.founding.ecosystem for head in await ports.store.heads()] == [answer.json()["id"]]
    again = await client.post(ECOSYSTEMS, json=MONTAGUES, headers=headers)
    assert again.json() == answer.json()


async def test_what_was_not_founded_belongs_to_nobody(client, app, become, monkeypatch, sql):
    async def away(*_):
        raise StoreUnavailable("Postgres", "gone")

    await become("Anne")
    with monkeypatch.context() as dying:
        dying.setattr(app.state.ports.store, "found", away)
        assert (await client.post(ECOSYSTEMS, json=MONTAGUES)).status_code == 503
    assert await sql.fetchval("SELECT count(*) FROM fabula.ownerships") == 0


async def test_changes_and_removals_stand_in_the_audit_log(client, app, founded):
    path, id = founded.headers["location"], founded.json()["id"]
    await client.patch(path, json={"title": "Verona", "public": True}, headers={"If-Match": "*"})
    await client.delete(path, headers={"If-Match": "*"})
    deeds = await app.state.ports.accounts.deeds(object=id)
    assert {"ecosystem.title", "ecosystem.public", "ecosystem.delete"} <= {deed.action for deed in deeds}
    assert {deed.name for deed in deeds} == {"operator"}


async def test_without_a_seed_the_key_decides_it(client, app, monkeypatch):
    async def away(*_):
        raise StoreUnavailable("Postgres", "gone")

    body, headers = {"scenario": "montagues"}, {"Idempotency-Key": "once"}
    with monkeypatch.context() as dying:
        dying.setattr(app.state.ports.store, "due", away)
        await client.post(ECOSYSTEMS, json=body, headers=headers)
    assert (await client.post(ECOSYSTEMS, json=body, headers=headers)).status_code == 201
    assert len(await app.state.ports.store.heads()) == 1


UNFOUNDABLE = [
    ({}, 422, "/scenario"),
    ({"scenario": "atlantis"}, 404, None),
    ({"scenario": "../montagues"}, 404, None),
    ({"scenario": "montagues\0"}, 422, None),
    ({"scenario": "x" * 300}, 422, "/scenario"),
    ({**MONTAGUES, "seed": -1}, 422, "/seed"),
    ({**MONTAGUES, "seed": 2**53}, 422, "/seed"),
    ({**MONTAGUES, "cast": 0}, 422, "/cast"),
    ({**MONTAGUES, "cast": 10**9}, 422, "/cast"),
    ({**MONTAGUES, "title": ""}, 422, "/title"),
    ({**MONTAGUES, "title": "a\0b"}, 422, None),
    ({**MONTAGUES, "title": "x" * 201}, 422, "/title"),
    ({**MONTAGUES, "owner": "me"}, 422, "/owner"),
    ({**MONTAGUES, "public": "perhaps"}, 422, "/public"),
]


async def test_what_cannot_be_founded_is_refused(client, app):
    for body, status, place in UNFOUNDABLE:
        answer = await client.post(ECOSYSTEMS, json=body)
        assert answer.status_code == status, body
        assert place is None or answer.json()["errors"][0]["pointer"] == place
    assert await app.state.ports.store.heads() == []


async def test_what_has_not_changed_is_not_sent_again_and_what_has_is(client, app, founded):
    path, tag = founded.headers["location"], founded.headers["etag"]
    same = await client.get(path, headers={"If-None-Match": tag})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    await app.state.ports.store.order(founded.json()["id"], Due("live", "tempo", 0, {"tempo_ms": 500}))
    changed = await client.get(path, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.json()["tempo_ms"] == 500
    assert changed.json()["due"] == [{"kind": "live", "key": "tempo", "at_tick": 0, "body": {"tempo_ms": 500}}]


async def test_title_and_openness_can_be_changed_by_who_has_read_them(client, app, founded):
    path, tag = founded.headers["location"], founded.headers["etag"]
    assert (await client.patch(path, json={"title": "Verona"})).status_code == 428
    assert (await client.patch(path, json={"title": "Verona"}, headers={"If-Match": '"other.1.x"'})).status_code == 412
    await app.state.ports.store.order(founded.json()["id"], Due("run", "r", 0, {"until": 3}))  # no reason to refuse a title
    changed = await client.patch(path, json={"title": "Verona", "public": True}, headers={"If-Match": tag})
    assert (changed.status_code, changed.json()["title"], changed.json()["public"]) == (200, "Verona", True)
    assert (await client.patch(path, json={"title": "Padua"}, headers={"If-Match": tag})).status_code == 412
    kept = await client.patch(path, json={"public": False}, headers={"If-Match": changed.headers["etag"]})
    assert (kept.json()["title"], kept.json()["public"]) == ("Verona", False)
    assert (await client.get(path)).json()["title"] == "Verona"


async def test_nothing_else_can_be_changed(client, founded):
    for body in ({}, {"title": None}, {"title": ""}, {"seed": 8}, {"status": "live"}, [], "x"):
        answer = await client.patch(founded.headers["location"], json=body, headers={"If-Match": founded.headers["etag"]})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request"), body


async def test_one_is_removed_with_what_others_keep_of_it(client, app, founded):
    path, ports = founded.headers["location"], app.state.ports
    assert (await client.delete(path)).status_code == 428
    assert (await client.delete(path, headers={"If-Match": '"other.1.x"'})).status_code == 412
    gone = await client.delete(path, headers={"If-Match": founded.headers["etag"]})
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await client.get(path)).json()["code"] == "ecosystem_unknown"
    assert (await client.delete(path, headers={"If-Match": "*"})).status_code == 404
    assert await ports.store.heads() == []
    assert await ports.store.leftovers(MEMORY_INDEX) == [founded.json()["id"]]


async def test_a_key_whose_ecosystem_was_removed_founds_the_same_anew(client, app):
    headers = {"Idempotency-Key": "again"}
    first = await client.post(ECOSYSTEMS, json=MONTAGUES, headers=headers)
    await client.delete(first.headers["location"], headers={"If-Match": "*"})
    assert (await client.get(first.headers["location"])).status_code == 404


async def test_the_list_goes_from_the_newest_on_page_by_page(client, app):
    ids = [(await create(app.state.ports.store, inn.SIX_AT_AN_INN, n, f"inn-{n}")).founding.ecosystem for n in range(5)]
    pages = await pages_of(client, ECOSYSTEMS, limit=2)
    assert [[card["id"] for card in page] for page in pages] == [ids[4:2:-1], ids[2:0:-1], ids[:1]]
    assert await everything(client, ECOSYSTEMS, scenario="montagues") == []
    assert len(await everything(client, ECOSYSTEMS, scenario="hand-made")) == 5
    await app.state.ports.store.mark("inn-3", "paused", "by hand")
    paused = await everything(client, ECOSYSTEMS, status="paused")
    assert [(card["id"], card["reason"]) for card in paused] == [("inn-3", "by hand")]


async def test_a_list_that_makes_no_sense_is_refused(client):
    for query in ("limit=0", "limit=201", "status=dead", "whose=theirs", "cursor=x", "scenario=a%00"):
        assert (await client.get(f"{ECOSYSTEMS}?{query}")).status_code == 422, query


async def test_everybody_sees_what_is_his_or_hers_shared_or_public(client, app, become):
    anne = await become("Anne")
    mine = (await client.post(ECOSYSTEMS, json=MONTAGUES)).json()
    open_ = (await client.post(ECOSYSTEMS, json={**MONTAGUES, "public": True})).json()
    assert {mine["access"], open_["access"]} == {"owner"}
    bert = await become("Bert")
    assert [card["id"] for card in await everything(client, ECOSYSTEMS)] == [open_["id"]]
    accounts = app.state.ports.accounts
    await accounts.share(mine["id"], bert, "viewer", FABULA)
    assert [(card["id"], card["access"]) for card in await everything(client, ECOSYSTEMS)] == [
        (open_["id"], "public"), (mine["id"], "viewer")
    ]  # fmt: skip
    assert [card["id"] for card in await everything(client, ECOSYSTEMS, whose="shared")] == [mine["id"]]
    assert [card["id"] for card in await everything(client, ECOSYSTEMS, whose="public")] == [open_["id"]]
    assert await everything(client, ECOSYSTEMS, whose="mine") == []
    await become("Anne")
    assert [card["id"] for card in await everything(client, ECOSYSTEMS, whose="mine", limit=1)] == [open_["id"], mine["id"]]
    assert (await accounts.access(anne, mine["id"])).owner == anne


async def test_two_people_may_choose_the_same_key(client, become):
    found = set()
    for name in ("Anne", "Bert"):
        await become(name)
        found.add((await client.post(ECOSYSTEMS, json=MONTAGUES, headers={"Idempotency-Key": "1"})).json()["id"])
    assert len(found) == 2


async def test_the_founding_tells_of_the_scenario_and_not_of_the_title(client):
    answer = await client.post(ECOSYSTEMS, json={**MONTAGUES, "title": "Mine"})
    event = (await client.get(f"{answer.headers['location']}/events/1")).json()
    assert event["kind"] == FOUNDED
    assert event["body"]["title"] != "Mine"
