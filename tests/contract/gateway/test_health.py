"""Whether the gateway lives, and is ready."""

from actors.errors import StoreUnavailable
from actors.ports import Due


async def test_a_gateway_lives_and_says_which_it_is(client):
    assert (await client.get("/livez")).json() == {"status": "live"}
    assert set((await client.get("/version")).json()) == {"version", "edition"}


async def test_without_players_a_gateway_is_degraded_and_ready_again_with_them(app, client):
    assert (await client.get("/readyz")).json()["status"] == "degraded"
    await app.state.ports.bell.attend()
    try:
        assert (await client.get("/readyz")).json()["status"] == "ready"
    finally:
        await app.state.ports.bell.leave()


async def test_without_the_chronicle_a_gateway_is_not_ready(app, client, monkeypatch):
    async def away(self) -> list[str]:
        raise StoreUnavailable("Postgres", "gone")

    monkeypatch.setattr(type(app.state.ports.store), "pending", away)
    answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"][0] == {
        "name": "Postgres",
        "status": "down",
        "needed": True,
        "detail": "Postgres does not answer: gone",
    }


async def test_what_is_ordered_is_pending_unless_its_ecosystem_is_paused(store, tale):
    await store.found(tale.founding, tale.begin(), tale.rows, tale.hash)
    assert await store.pending() == []
    await store.order("montreuil", Due("run", "a", 0, {"until": 3}))
    assert await store.pending() == ["montreuil"]
    await store.mark("montreuil", "paused", "by hand")
    assert await store.pending() == []
