"""The client: what it asks over a real gateway, what it tries again, and how it watches on."""

import asyncio
from contextlib import aclosing

import httpx
import pytest
import pytest_asyncio

from gateway.client import AsyncClient, Client
from gateway.client.aio.resources import all_of
from gateway.client.blocking.resources import all_of as all_pages
from gateway.client.errors import Away, Invalid, NotFound, Unauthenticated, Unreachable
from gateway.client.patience import Patience
from gateway.metrics import REFUSED
from gateway.schemas.ecosystems import EcosystemChange
from gateway.schemas.orders import DirectiveOrder
from gateway.schemas.streams import Snapshot
from storage.accounts import By
from tests.contract.gateway.streaming.conftest import serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

FABULA = By(None, "fabula")
HASTY = Patience(first=0.01)


def place(served):
    return f"http://127.0.0.1:{served.port}"


@pytest_asyncio.fixture(loop_scope="module")
async def client(served, operator):
    async with AsyncClient(place(served), operator.token, HASTY) as client:
        yield client


class Moody(httpx.AsyncBaseTransport):
    """Passes requests on, or does what its moods say: an exception to raise before or after, or an answer."""

    def __init__(self, *moods):
        self.moods = list(moods)
        self.requests = []
        self._real = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request):
        self.requests.append(request)
        mood = self.moods.pop(0) if self.moods else None
        if isinstance(mood, httpx.ConnectError):
            raise mood
        if isinstance(mood, httpx.Response):
            return mood
        answer = await self._real.handle_async_request(request)
        if isinstance(mood, Exception):
            await answer.aclose()
            raise mood
        return answer

    async def aclose(self):
        await self._real.aclose()


async def test_somebody_registers_logs_in_and_lives_with_an_ecosystem(served):
    async with AsyncClient(place(served)) as client:
        card = await client.auth.register("fantine", "a blue dress and no hat")
        await client.auth.log_in("fantine", "a blue dress and no hat")
        await served.ports.accounts.set_role(card.id, "premium", FABULA)
        assert (await client.auth.me()).name == "fantine"
        assert "montagues" in [card.id for card in await client.scenarios.list()]
        town = await client.ecosystems.create("montagues", seed=7, title="Verona")
        assert (await client.ecosystems.get(town.id)).title == "Verona"
        changed = await client.ecosystems.change(town.id, EcosystemChange(title="Verona again"))
        assert [one.title for one in (await client.ecosystems.list()).items] == [changed.title] == ["Verona again"]
        seen = [event.seq async for event in all_of(lambda cursor: client.events.list(town.id, limit=7, cursor=cursor))]
        assert seen == list(range(1, town.seq + 1))
        people = (await client.cast.list(town.id, limit=200)).items
        assert len(people) == town.characters
        assert (await client.cast.sheet(town.id, people[0].id)).id == people[0].id
        assert (await client.ecosystems.health(town.id)).tick == 0
        await client.ecosystems.delete(town.id)
        with pytest.raises(NotFound) as gone:
            await client.ecosystems.get(town.id)
        assert (gone.value.status, gone.value.code) == (404, "ecosystem_unknown")
        await client.auth.log_out()
        with pytest.raises(Unauthenticated):
            await client.auth.me()


async def test_what_is_wrong_names_the_place(client):
    with pytest.raises(Invalid) as wrong:
        await client.events.list("x" * 201)
    assert wrong.value.errors[0].pointer == "path/ecosystem"


async def test_a_post_whose_answer_was_lost_is_sent_again_without_a_second_effect(served, operator):
    transport = Moody(httpx.ConnectError("refused"), httpx.ReadError("lost"), httpx.ReadTimeout("late"))
    async with AsyncClient(place(served), operator.token, HASTY, transport) as client:
        town = await client.ecosystems.create("montagues", seed=77, title="Once")
        assert len(transport.requests) == 4
        assert len({request.headers["idempotency-key"] for request in transport.requests}) == 1
        cards = (await client.ecosystems.list(limit=200)).items
        assert [card.id for card in cards if card.title == "Once"] == [town.id]


async def test_a_secret_is_not_asked_for_twice(served, operator):
    transport = Moody(httpx.ReadError("lost"))
    async with AsyncClient(place(served), operator.token, HASTY, transport) as client:
        with pytest.raises(Unreachable):
            await client.auth.create_key("key", ["ecosystem:view"])
    assert len(transport.requests) == 1


async def test_a_pause_that_the_gateway_asks_for_is_kept(served, operator):
    busy = [httpx.Response(429, headers={"Retry-After": "1"}), httpx.Response(503, headers={"Retry-After": "0"})]
    transport = Moody(*busy)
    async with AsyncClient(place(served), operator.token, HASTY, transport) as client:
        begun = asyncio.get_running_loop().time()
        assert (await client.auth.me()).role == "admin"
        assert asyncio.get_running_loop().time() - begun >= 1
    transport = Moody(httpx.Response(503, headers={"Retry-After": "3600"}))
    async with AsyncClient(place(served), operator.token, HASTY, transport) as client:
        with pytest.raises(Away):
            await client.auth.me()


async def test_tokens_are_renewed_by_themselves_once_for_all_who_ask(served):
    async with AsyncClient(place(served)) as client:
        await client.auth.register("eponine", "as long as the rain falls")
        await client.auth.log_in("eponine", "as long as the rain falls")
        for _ in range(2):
            client._asking.token = "expired"
            names = [me.name for me in await asyncio.gather(*(client.auth.me() for _ in range(5)))]
            assert names == ["eponine"] * 5


async def test_a_wrong_password_is_said_once_also_by_who_is_signed_in(served):
    async with AsyncClient(place(served)) as client:
        await client.auth.register("azelma", "as long as the rain falls")
        pair = await client.auth.log_in("azelma", "as long as the rain falls")
        with pytest.raises(Unauthenticated):
            await client.auth.log_in("azelma", "as long as the sun shines")
        assert client._asking.refresh == pair.refresh_token, "it was not used up"
        assert (await client.auth.me()).name == "azelma"


@pytest.mark.parametrize("via", ["websocket", "sse"])
async def test_watching_goes_on_from_one_gateway_to_the_next(served, settings, town, operator, via):
    seen = []
    async with serving(settings) as first:
        client = AsyncClient(place(first), operator.token, HASTY)
        await town.happen(2)
        async with aclosing(client.watch(town.id, after=1, via=via)) as told:
            async for event in told:
                seen.append(event.seq)
                if len(seen) == 5:
                    await town.happen(3)
                    client._asking.url = f"{place(served)}/api/v1"
                    first.drain()
                if len(seen) == 12:
                    await town.happen(2)
                if seen[-1] == town.last and town.last > 30:
                    break
                if seen[-1] == town.last:
                    await town.happen(2)
        await client.aclose()
    assert seen == list(range(2, town.last + 1))


@pytest.mark.parametrize("via", ["websocket", "sse"])
async def test_who_was_away_for_too_long_gets_a_snapshot(settings, operator, town, via):
    await town.happen(5)
    async with (
        serving(settings.model_copy(update={"stream_backlog": 3})) as impatient,
        AsyncClient(place(impatient), operator.token, HASTY) as client,
        aclosing(client.watch(town.id, after=2, via=via)) as told,
    ):
        snapshot = await anext(told)
        assert isinstance(snapshot, Snapshot)
        assert snapshot.seq == town.last
        happened = await town.happen()
        assert (await anext(told)).seq == happened[0].seq


@pytest.mark.parametrize("via", ["websocket", "sse"])
async def test_who_is_refused_for_asking_too_much_tries_again(served, settings, town, operator, via):
    async with (
        serving(settings.model_copy(update={"rate_limit": 1})) as strict,
        AsyncClient(place(strict), operator.token, HASTY) as client,
    ):
        for headers in ([operator.headers] * 11, [{}] * 2):  # all that he or she, and the address, may ask
            await asyncio.gather(*(client._asking.http.get(f"{place(strict)}/api/v1/scenarios", headers=one) for one in headers))
        refused = REFUSED.labels("rate")._value.get()
        async with aclosing(client.watch(town.id, after=0, via=via)) as told:
            first = asyncio.ensure_future(anext(told))
            while REFUSED.labels("rate")._value.get() < refused + 2:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.01)
            client._asking.url = f"{place(served)}/api/v1"
            assert (await asyncio.wait_for(first, 60)).seq == 1


@pytest.mark.parametrize("via", ["websocket", "sse"])
async def test_watching_ends_when_there_is_nothing_to_watch(client, via):
    with pytest.raises(NotFound):
        async for _ in client.watch("atlantis", via=via):
            pass


async def test_commands_are_given_and_refused(client, served, town, players):
    async with client.talk(town.id) as talk:
        receipt = await talk.command("step", {"ticks": 2}, key="twice")
        assert (receipt["kind"], receipt["at_tick"]) == ("step", 2)
        assert await talk.command("step", {"ticks": 2}, key="twice") == receipt
        with pytest.raises(Invalid) as refused:
            await talk.command("step", {"ticks": 0})
        assert refused.value.errors[0].pointer == "/input/ticks"


async def test_orders_are_given_listed_and_taken_back(client, town, players):
    assert (await client.orders.start(town.id, 60_000)).kind == "live"
    order = DirectiveOrder.model_validate({"directive": {"what": "mood", "character": "javert", "mood": [0, 0, 0]}, "at_tick": 5})
    given = await client.orders.direct(town.id, order)
    assert (given.state, given.at_tick) == ("waiting", 5)
    assert [one.key for one in await client.orders.waiting(town.id)] == [given.key]
    assert (await client.orders.get(town.id, given.key)).key == given.key
    await client.orders.withdraw(town.id, given.key)
    with pytest.raises(NotFound):
        await client.orders.get(town.id, given.key)
    assert (await client.orders.pause(town.id, "supper")).kind == "pause"
    assert (await client.ecosystems.get(town.id)).status == "paused"
    await client.orders.resume(town.id)
    await client.orders.stop(town.id)


async def test_the_client_for_ordinary_programs_does_the_same(served, operator, town, players):
    def program():
        with Client(place(served), operator.token) as client:
            name = client.auth.me().name
            assert name in [one.name for one in all_pages(lambda cursor: client.admin.users(limit=3, cursor=cursor))]
            assert client.graph.metrics(town.id).characters == 3
            assert client.interactions.list(town.id).items == []
            assert len(client.relationships.list(town.id, target="javert", at=0).items) == 2
            with client.talk(town.id) as talk:
                answer = talk.command("step")
            seen = {}
            for via in ("websocket", "sse"):
                watching = client.happenings(town.id, after=0, via=via)
                seen[via] = [next(watching).seq for _ in range(4)]
                watching.close()
            return name, answer, seen

    name, answer, seen = await asyncio.to_thread(program)
    assert (name, answer["at_tick"]) == (operator.user.name, 1)
    assert seen == {"websocket": [1, 2, 3, 4], "sse": [1, 2, 3, 4]}
