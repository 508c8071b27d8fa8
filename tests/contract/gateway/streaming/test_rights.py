"""Who may watch and command over a connection that stays open, and how soon it ends when that changes."""

import asyncio

import pytest
import pytest_asyncio
from websockets.exceptions import ConnectionClosed, InvalidStatus

from gateway.schemas.streams import SUBPROTOCOL, TICKET
from gateway.streams import watch
from storage.accounts import By
from tests.contract.gateway.people import with_key
from tests.contract.gateway.streaming.conftest import founded, serving, somebody
from tests.contract.gateway.streaming.events import messages, told
from tests.contract.gateway.streaming.line import line

FABULA = By(None, "fabula")

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def owner(served, town):
    """To whom the town belongs."""
    owner = await somebody(served)
    await served.ports.accounts.set_owner(town.id, owner.user.id, FABULA)
    return owner


@pytest_asyncio.fixture(loop_scope="module")
async def viewer(served, town, owner):
    """With whom it is shared, to look at."""
    viewer = await somebody(served)
    await served.ports.accounts.share(town.id, viewer.user.id, "viewer", FABULA)
    return viewer


@pytest.fixture
def soon(monkeypatch):
    """Rights are looked at all the time."""
    monkeypatch.setattr(watch, "LOOK_SECONDS", 0.05)


async def ticket(http, served, who, ecosystem, purpose):
    order = {"ecosystem": ecosystem, "purpose": purpose}
    answer = await http.post(f"{served.url}/auth/ticket", json=order, headers=who.headers)
    assert answer.status_code == 201, answer.text
    return answer.json()["ticket"]


def stream_of(served, town):
    return f"{served.url}/ecosystems/{town.id}/events/stream"


async def first_code(served, town, **frame):
    """With which code somebody who shows this is sent away."""
    async with line(served, town.id) as opened:
        await opened.say({"type": "auth", **frame})
        return await opened.code()


async def test_only_who_may_look_gets_in(served, town, owner, viewer):
    stranger = await somebody(served)
    async with line(served, town.id) as opened:
        assert (await opened.enter(viewer))["level"] == "viewer"
    assert await first_code(served, town) == 4401
    assert await first_code(served, town, token="nonsense") == 4401
    assert await first_code(served, town, token=owner.token[:-4] + "AAAA") == 4401
    assert await first_code(served, town, token="fbk_nonsense") == 4401
    assert await first_code(served, town, token=stranger.token) == 4404
    assert await first_code(served, town, token=(await with_key(served.app, owner, "character:read")).token) == 4403


async def test_over_sse_as_well(served, town, owner, http):
    stranger = await somebody(served)
    for headers, status in (({}, 401), ({"Authorization": "Bearer x"}, 401), (stranger.headers, 404)):
        answer = await http.get(stream_of(served, town), headers=headers or {"Authorization": ""})
        assert answer.status_code == status
    async with http.stream("GET", stream_of(served, town), headers=owner.headers) as answer:
        assert answer.status_code == 200


async def test_no_token_is_taken_from_a_url(served, town, owner, http):
    del http.headers["Authorization"]
    for name in ("token", "access_token", "authorization"):
        assert (await http.get(stream_of(served, town), params={name: owner.token})).status_code == 401


async def test_a_ticket_is_good_once_whichever_way_it_is_shown(served, town, owner, http):
    good = await ticket(http, served, owner, town.id, "ws")
    async with line(served, town.id, subprotocols=[SUBPROTOCOL, TICKET + good]) as opened:
        assert (await opened.hear())["type"] == "ready"
        assert opened.socket.subprotocol == SUBPROTOCOL
    async with line(served, town.id, subprotocols=[SUBPROTOCOL, TICKET + good]) as opened:
        assert await opened.code() == 4401
    another = await ticket(http, served, owner, town.id, "ws")
    async with line(served, town.id) as opened:
        assert (await opened.ask({"type": "auth", "ticket": another}))["level"] == "owner"
    assert await first_code(served, town, ticket=another) == 4401


async def test_of_many_who_show_one_ticket_at_once_one_gets_in(served, town, owner, http):
    good = await ticket(http, served, owner, town.id, "ws")

    async def shown():
        async with line(served, town.id, subprotocols=[SUBPROTOCOL, TICKET + good]) as opened:
            try:
                return (await opened.hear())["type"]
            except ConnectionClosed as closed:
                return closed.rcvd.code

    answers = await asyncio.gather(*(shown() for _ in range(8)))
    assert sorted(map(str, answers)) == ["4401"] * 7 + ["ready"]


async def test_a_ticket_is_for_one_ecosystem_and_one_purpose(served, town, owner, http):
    another = await founded(served)
    await served.ports.accounts.set_owner(another.id, owner.user.id, FABULA)
    assert await first_code(served, town, ticket=await ticket(http, served, owner, town.id, "sse")) == 4401
    assert await first_code(served, town, ticket=await ticket(http, served, owner, another.id, "ws")) == 4401
    del http.headers["Authorization"]
    for wrong in (await ticket(http, served, owner, town.id, "ws"), await ticket(http, served, owner, another.id, "sse")):
        assert (await http.get(stream_of(served, town), params={"ticket": wrong})).status_code == 401
    good = {"ticket": await ticket(http, served, owner, town.id, "sse")}
    async with http.stream("GET", stream_of(served, town), params=good) as answer:
        assert answer.status_code == 200
    assert (await http.get(stream_of(served, town), params=good)).status_code == 401


async def test_a_cookie_lets_a_page_of_ours_watch_but_no_websocket_in(served, town, owner, http):
    del http.headers["Authorization"]
    cookie = {"Cookie": f"fabula_access={owner.token}"}
    async with http.stream("GET", stream_of(served, town), headers=cookie) as answer:
        assert answer.status_code == 200
    async with line(served, town.id, additional_headers=cookie) as opened:
        await opened.say({"type": "auth"})
        assert await opened.code() == 4401
    with pytest.raises(InvalidStatus):
        async with line(served, town.id, additional_headers=cookie, origin="https://evil.example"):
            pass


async def test_in_a_public_demo_what_is_public_can_be__anybody_and_nothing_else(settings):
    async with serving(settings.model_copy(update={"public_demo": True})) as served:
        town, another = await founded(served), await founded(served)
        await served.ports.accounts.set_public(town.id, True, FABULA)
        async with line(served, town.id) as opened:
            ready = await opened.ask({"type": "auth"})
            assert (ready["level"], ready["commands"]) == ("public", [])
            answer = await opened.ask({"type": "command", "id": "c", "name": "step"})
            assert (answer["type"], answer["status"]) == ("refused", 401)
        async with line(served, another.id) as opened:
            await opened.say({"type": "auth"})
            assert await opened.code() == 4404


async def test_who_may_look_may_not_command(served, town, viewer, players):
    async with line(served, town.id) as opened:
        assert (await opened.enter(viewer))["commands"] == []
        answer = await opened.ask({"type": "command", "id": "c", "name": "step"})
        assert (answer["type"], answer["status"], answer["code"]) == ("refused", 403, "forbidden")
        assert await served.ports.store.due(town.id) == []


async def test_what_may_be_commanded_is_asked_anew_each_time(served, town, viewer, players):
    accounts = served.ports.accounts
    await accounts.share(town.id, viewer.user.id, "director", FABULA)
    async with line(served, town.id) as opened:
        await opened.enter(viewer)
        assert (await opened.ask({"type": "command", "id": "1", "name": "step"}))["type"] == "ack"
        await accounts.share(town.id, viewer.user.id, "viewer", FABULA)
        assert (await opened.ask({"type": "command", "id": "2", "name": "step"}))["status"] == 403
        await accounts.share(town.id, viewer.user.id, "director", FABULA)
        await accounts.set_role(viewer.user.id, "free", FABULA)
        assert (await opened.ask({"type": "command", "id": "3", "name": "step"}))["status"] == 403


async def session_ended(served, town, who):
    await served.ports.accounts.end_session(who.session, FABULA)


async def no_longer_shared(served, town, who):
    await served.ports.accounts.unshare(town.id, who.user.id, FABULA)


async def blocked(served, town, who):
    await served.ports.accounts.set_blocked(who.user.id, True, FABULA)


@pytest.mark.parametrize(
    ("loss", "code", "reason"),
    [
        (session_ended, 4401, "unauthenticated"),
        (no_longer_shared, 4404, "ecosystem_unknown"),
        (blocked, 4401, "unauthenticated"),
    ],
)
async def test_who_loses_the_right_is_cut_off_within_moments(served, town, viewer, http, soon, loss, code, reason):
    async with (
        line(served, town.id) as talking,
        http.stream("GET", stream_of(served, town), headers=viewer.headers) as answer,
    ):
        stream = messages(answer)
        await talking.enter(viewer)
        await talking.ask({"type": "subscribe"})
        await anext(stream)
        await town.happen()
        assert len(await talking.told(4)) == len(await told(stream, 4)) == 4
        await loss(served, town, viewer)
        assert await talking.code() == code
        parting = await anext(stream)
        assert (parting.event, parting.data["code"], parting.id) == ("ended", reason, town.last)
        assert [message async for message in stream] == []


async def test_a_connection_lives_as_long_as_the_session_and_not_as_the_token(served, town, owner, soon, monkeypatch):
    async with line(served, town.id) as opened:
        await opened.enter(owner)
        monkeypatch.setattr("gateway.security.tokens.Tokens.read", None)  # whoever reads a token now fails
        await asyncio.sleep(0.3)
        assert (await opened.ask({"type": "ping"}))["type"] == "pong"
