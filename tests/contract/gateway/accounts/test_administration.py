"""Administrators: users, flags, quotas, owners, the audit log; sharing; tickets; the first one of them."""

import stat
from uuid import uuid4

import pytest

from actors.errors import EcosystemUnknown, Unauthenticated
from gateway.errors import Forbidden
from gateway.security.first_admin import first_admin
from gateway.security.guards import check_level, recheck
from gateway.security.principal import NOBODY, Level
from gateway.security.recognizing import access_of, by_ticket, by_token, renewed, still_valid
from storage.accounts import Quota
from tests.contract.gateway.accounts.conftest import PASSWORD, bearing, logged_in
from tests.contract.gateway.conftest import asking, opened
from tests.contract.gateway.people import FABULA, person, with_key

ADMIN = "/api/v1/admin"


@pytest.fixture
async def montreuil(app, tale):
    """An ecosystem of Valjean's, and Valjean."""
    owner = await person(app, "Valjean")
    await app.state.ports.accounts.reserve(owner.user.id, "montreuil", 3, FABULA)
    await tale.found(app.state.ports.store)
    return owner


async def test_users_are_made_listed_changed_and_deleted(client, visitor, cheap):
    order = {"name": "Javert", "password": PASSWORD, "role": "premium", "email": "j@police.fr"}
    made = await client.post(f"{ADMIN}/users", json=order)
    assert made.status_code == 201
    path = made.headers["location"]
    token = (await logged_in(visitor, "Javert"))["access_token"]
    names, url = [], f"{ADMIN}/users?limit=1"
    while url:
        listed = await client.get(url)
        names += [user["name"] for user in listed.json()["items"]]
        cursor = listed.json()["next_cursor"]
        url = f"{ADMIN}/users?limit=1&cursor={cursor}" if cursor else ""
    assert names == ["Javert", "operator"]
    assert (await client.patch(path, json={"role": "free"})).status_code == 428
    changed = await client.patch(path, json={"role": "free", "blocked": True}, headers={"If-Match": made.headers["etag"]})
    assert (changed.json()["role"], changed.json()["blocked"], changed.json()["version"]) == ("free", True, 3)
    assert (await client.patch(path, json={"blocked": False}, headers={"If-Match": '"1"'})).status_code == 412
    assert (await visitor.get("/api/v1/auth/me", headers=bearing(token))).status_code == 401
    assert (await client.get(path, headers={"If-None-Match": '"3"'})).status_code == 304
    assert (await client.delete(path)).status_code == 204
    assert (await client.get(path)).json()["code"] == "account_unknown"
    deeds = (await client.get(f"{ADMIN}/audit", params={"object": path.rsplit("/")[-1]})).json()["items"]
    assert [deed["action"] for deed in deeds] == ["user.delete", "user.block", "user.role", "user.add"]


async def test_the_audit_log_names_the_request(client, app):
    somebody = await person(app, "Javert")
    headers = {"If-Match": '"1"', "X-Request-ID": "scene-4.1"}
    await client.patch(f"{ADMIN}/users/{somebody.user.id}", json={"role": "free"}, headers=headers)
    deed = (await client.get(f"{ADMIN}/audit", params={"limit": 1, "action": "user.role"})).json()["items"][0]
    assert (deed["name"], deed["request"], deed["detail"]) == ("operator", "scene-4.1", {"before": "premium", "after": "free"})


async def test_the_audit_log_comes_in_pages(client, app):
    for name in ("Javert", "Marius", "Cosette"):
        await person(app, name)
    first = (await client.get(f"{ADMIN}/audit", params={"action": "user.add", "limit": 2})).json()
    rest = (await client.get(f"{ADMIN}/audit", params={"action": "user.add", "limit": 2, "cursor": first["next_cursor"]})).json()
    numbers = [deed["id"] for deed in first["items"] + rest["items"]]
    assert numbers == sorted(numbers, reverse=True) and len(set(numbers)) == 4
    assert (await client.get(f"{ADMIN}/audit", params={"cursor": "bm90IG91cnM"})).status_code == 422


async def test_the_last_administrator_cannot_go(client, app):
    users = (await client.get(f"{ADMIN}/users")).json()["items"]
    path = f"{ADMIN}/users/{users[0]['id']}"
    for change in ({"role": "free"}, {"blocked": True}):
        answer = await client.patch(path, json=change, headers={"If-Match": '"1"'})
        assert (answer.status_code, answer.json()["code"]) == (409, "account_needed")
    assert (await client.delete(path)).status_code == 409


async def test_all_sessions_of_a_user_can_be_ended(client, visitor, app):
    somebody = await person(app, "Javert")
    assert (await client.delete(f"{ADMIN}/users/{somebody.user.id}/sessions")).status_code == 204
    assert (await visitor.get("/api/v1/auth/me", headers=somebody.headers)).status_code == 401
    assert (await client.delete(f"{ADMIN}/users/{uuid4()}/sessions")).status_code == 404


async def test_flags_are_made_changed_noticed_and_removed(client, visitor, app):
    somebody, other = await person(app, "Javert"), await person(app, "Marius")
    path = f"{ADMIN}/flags/new-graph"
    made = await client.put(path, json={"on": True, "accounts": [str(somebody.user.id)]})
    assert (made.status_code, made.json()["version"]) == (200, 1)
    flags = [(await visitor.get("/api/v1/auth/me", headers=who.headers)).json()["flags"] for who in (somebody, other)]
    assert flags == [["new-graph"], []]
    assert (await client.put(path, json={"on": False})).status_code == 428
    assert (await client.put(path, json={"on": True, "share": 1000}, headers={"If-Match": '"1"'})).status_code == 200
    assert await app.state.ports.flags.holds("new-graph", other.user.id)
    assert not await app.state.ports.flags.holds("other", other.user.id)
    assert (await client.put(path, json={"on": True}, headers={"If-Match": '"1"'})).status_code == 412
    assert [flag["name"] for flag in (await client.get(f"{ADMIN}/flags")).json()] == ["new-graph"]
    assert (await client.delete(path)).status_code == 204
    assert (await client.delete(path)).json()["code"] == "flag_unknown"
    assert not await app.state.ports.flags.holds("new-graph", other.user.id)
    for name in ("Upper", "a b", "x" * 65, "-x"):
        assert (await client.put(f"{ADMIN}/flags/{name}", json={"on": True})).status_code == 422


async def test_quotas_are_changed_and_hold(client, app):
    quotas = {quota["role"]: quota for quota in (await client.get(f"{ADMIN}/quotas")).json()}
    free = quotas["free"]
    body = {"ecosystems": 0, "cast": None, "ticks": 5}
    path = f"{ADMIN}/quotas/free"
    try:
        assert (await client.put(path, json=body)).status_code == 428
        changed = await client.put(path, json=body, headers={"If-Match": f'"{free["version"]}"'})
        assert changed.json() == {"role": "free", **body, "version": free["version"] + 1}
        assert (await client.put(path, json=body, headers={"If-Match": f'"{free["version"]}"'})).status_code == 412
        for bad in ({"ecosystems": -1, "cast": 1, "ticks": 1}, {"ecosystems": 1, "cast": 1}, {**body, "role": "admin"}):
            assert (await client.put(path, json=bad, headers={"If-Match": "*"})).status_code == 422
        assert (await client.put(f"{ADMIN}/quotas/king", json=body, headers={"If-Match": "*"})).status_code == 422
    finally:
        await app.state.ports.accounts.set_quota(Quota("free", free["ecosystems"], free["cast"], free["ticks"], 0), FABULA)


async def test_what_belongs_to_nobody_is_given_to_somebody(client, app, tale):
    ports = app.state.ports
    await tale.found(ports.store)
    heir = await person(app, "Cosette")
    with pytest.raises(EcosystemUnknown):
        await ports.accounts.access(heir.user.id, "montreuil")
    path = f"{ADMIN}/ecosystems/montreuil/owner"
    assert (await client.put(path, json={"account": str(uuid4())})).json()["code"] == "account_unknown"
    assert (await client.put(f"{ADMIN}/ecosystems/x/owner", json={"account": str(heir.user.id)})).status_code == 404
    assert (await client.put(path, json={"account": str(heir.user.id)})).status_code == 204
    assert (await ports.accounts.access(heir.user.id, "montreuil")).level == "owner"


async def test_an_owner_shares_and_makes_public_and_nobody_else_does(visitor, app, montreuil):
    stranger = await person(app, "Javert")
    path = "/api/v1/ecosystems/montreuil"
    for method, rest, body in (("PUT", "shares/Javert", {"level": "director"}), ("PUT", "visibility", {"public": True})):
        answer = await visitor.request(method, f"{path}/{rest}", json=body, headers=stranger.headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "ecosystem_unknown")
    shared = await visitor.put(f"{path}/shares/javert", json={"level": "director"}, headers=montreuil.headers)
    assert shared.json() == {"name": "Javert", "level": "director"}
    answer = await visitor.put(f"{path}/visibility", json={"public": True}, headers=stranger.headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert (await visitor.get(f"{path}/shares", headers=montreuil.headers)).json() == [{"name": "Javert", "level": "director"}]
    for name, status in (("Nobody", 404), ("Valjean", 422)):
        answer = await visitor.put(f"{path}/shares/{name}", json={"level": "viewer"}, headers=montreuil.headers)
        assert answer.status_code == status
    assert (await visitor.put(f"{path}/visibility", json={"public": True}, headers=montreuil.headers)).status_code == 200
    assert (await visitor.delete(f"{path}/shares/Javert", headers=montreuil.headers)).status_code == 204
    assert (await app.state.ports.accounts.access(stranger.user.id, "montreuil")).level == "public"


async def test_a_free_director_may_look_but_not_steer(visitor, app, montreuil):
    ports = app.state.ports
    free = await person(app, "Gavroche", "free")
    await ports.accounts.share("montreuil", free.user.id, "director", FABULA)
    access = await access_of(ports, await by_token(ports, free.token), "montreuil")
    assert access.level is Level.DIRECTOR
    await recheck(ports, access, Level.VIEWER)
    with pytest.raises(Forbidden, match="role 'free'"):
        await recheck(ports, access, Level.DIRECTOR)


async def test_a_ticket_is_for_who_may_look_and_good_once(visitor, app, montreuil):
    ports = app.state.ports
    stranger = await person(app, "Javert")
    order = {"ecosystem": "montreuil", "purpose": "ws"}
    refused = await visitor.post("/api/v1/auth/ticket", json=order, headers=stranger.headers)
    assert (refused.status_code, refused.json()["code"]) == (404, "ecosystem_unknown")
    for whose in (montreuil, await with_key(app, montreuil, "ecosystem:view")):
        given = await visitor.post("/api/v1/auth/ticket", json=order, headers=whose.headers)
        assert (given.status_code, given.json()["expires_in"], given.headers["cache-control"]) == (201, 30, "no-store")
        asking = await by_ticket(ports, given.json()["ticket"], "montreuil", "ws")
        assert (asking.user, asking.means) == (str(montreuil.user.id), "ticket")
        assert await still_valid(ports, asking)
        with pytest.raises(Unauthenticated):
            await by_ticket(ports, given.json()["ticket"], "montreuil", "ws")


async def test_a_ticket_keeps_the_limits_of_the_key_it_was_got_with(app, visitor, montreuil):
    key = await with_key(app, montreuil, "ecosystem:view")
    order = {"ecosystem": "montreuil", "purpose": "ws"}
    given = await visitor.post("/api/v1/auth/ticket", json=order, headers=key.headers)
    asking = await by_ticket(app.state.ports, given.json()["ticket"], "montreuil", "ws")
    assert asking.scopes == {"ecosystem:view"}
    access = await access_of(app.state.ports, asking, "montreuil")
    with pytest.raises(Forbidden, match="API key"):
        await recheck(app.state.ports, access, Level.DIRECTOR)


async def test_what_is_withdrawn_while_somebody_is_connected_is_noticed(app, montreuil):
    ports = app.state.ports
    guest = await person(app, "Javert")
    await ports.accounts.share("montreuil", guest.user.id, "director", FABULA)
    access = await access_of(ports, await by_token(ports, guest.token), "montreuil")
    assert (await recheck(ports, access, Level.DIRECTOR)).level is Level.DIRECTOR
    await ports.accounts.share("montreuil", guest.user.id, "viewer", FABULA)
    with pytest.raises(Forbidden):
        await recheck(ports, access, Level.DIRECTOR)
    await recheck(ports, access, Level.VIEWER)
    await ports.accounts.unshare("montreuil", guest.user.id, FABULA)
    with pytest.raises(EcosystemUnknown):
        await recheck(ports, access, Level.PUBLIC)
    await ports.accounts.set_public("montreuil", True, FABULA)
    await recheck(ports, access, Level.PUBLIC)
    await ports.accounts.end_session(guest.session, FABULA)
    assert not await still_valid(ports, access.principal)
    with pytest.raises(Unauthenticated):
        await recheck(ports, access, Level.PUBLIC)


async def test_a_role_that_is_taken_away_counts_for_open_connections(app, montreuil):
    ports = app.state.ports
    access = await access_of(ports, await by_token(ports, montreuil.token), "montreuil")
    await ports.accounts.set_role(montreuil.user.id, "free", FABULA)
    with pytest.raises(Forbidden):
        await recheck(ports, access, Level.OWNER)
    assert (await renewed(ports, access.principal)).role == "free"


async def test_in_a_public_demo_nobody_in_particular_sees_what_is_public_and_nothing_else(gateway_settings, tale, another):
    settings = gateway_settings.model_copy(update={"public_demo": True})
    async with opened(settings) as app, asking(app) as client:
        ports = app.state.ports
        await tale.found(ports.store)
        await another.found(ports.store)
        await ports.accounts.set_public("montreuil", True, FABULA)
        assert (await access_of(ports, NOBODY, "montreuil")).level is Level.PUBLIC
        assert await still_valid(ports, NOBODY)
        check_level(await access_of(ports, NOBODY, "montreuil"), Level.VIEWER)
        with pytest.raises(EcosystemUnknown):
            await access_of(ports, NOBODY, "digne")
        assert (await client.get("/api/v1/characters")).status_code == 401
        assert (await client.post("/api/v1/auth/ticket", json={"ecosystem": "montreuil", "purpose": "ws"})).status_code == 403
        assert (await client.get("/api/v1/ecosystems/digne/events/stream")).json()["code"] == "ecosystem_unknown"
        assert (await client.get("/api/v1/ecosystems/montreuil/shares")).status_code == 401


async def test_without_a_demo_nobody_in_particular_sees_nothing(app, tale):
    ports = app.state.ports
    await tale.found(ports.store)
    await ports.accounts.set_public("montreuil", True, FABULA)
    with pytest.raises(EcosystemUnknown):
        await access_of(ports, NOBODY, "montreuil")
    assert not await still_valid(ports, NOBODY)


async def test_the_first_start_makes_an_administrator_and_shows_the_password_once(app, visitor, tmp_path, caplog):
    accounts, told = app.state.ports.accounts, []
    assert await first_admin(accounts, tmp_path, True, told.append)
    assert not await first_admin(accounts, tmp_path, True, told.append)
    assert len(told) == 1
    password = told[0].split("password: ")[1].split()[0]
    token = (await logged_in(visitor, "admin", password))["access_token"]
    assert (await visitor.get(f"{ADMIN}/users", headers=bearing(token))).status_code == 200
    assert password not in caplog.text
    assert not (tmp_path / "keys" / "first-admin").exists()
    deeds = (await visitor.get(f"{ADMIN}/audit", headers=bearing(token))).text
    assert password not in deeds


async def test_without_a_terminal_the_password_goes_into_a_file_of_ours(app, visitor, tmp_path):
    told = []
    assert await first_admin(app.state.ports.accounts, tmp_path, False, told.append)
    path = tmp_path / "keys" / "first-admin"
    password = path.read_text().strip()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert password not in told[0] and str(path) in told[0]
    await logged_in(visitor, "admin", password)
