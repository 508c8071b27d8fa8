"""Registering, logging in, going on, logging out."""

import asyncio
from collections import Counter
from dataclasses import replace

import pytest

from tests.contract.gateway.accounts.conftest import PASSWORD, bearing, logged_in
from tests.contract.gateway.conftest import asking, opened
from tests.contract.gateway.people import FABULA, person, with_key

AUTH = "/api/v1/auth"


async def test_whoever_registers_is_free_and_logs_in(visitor, valjean):
    pair = await logged_in(visitor, "VALJEAN")
    assert (pair["token_type"], pair["expires_in"]) == ("bearer", 900)
    me = await visitor.get(f"{AUTH}/me", headers=bearing(pair["access_token"]))
    found = me.json()
    assert (found["id"], found["name"], found["role"], found["email"]) == (valjean["id"], "Valjean", "free", None)
    assert found["permissions"] == ["character:create", "character:read", "ecosystem:view"]
    assert (found["quota"], found["usage"], found["flags"]) == ({"ecosystems": 1, "cast": 50, "ticks": 1000}, [], [])
    assert me.headers["etag"] == '"1"'


async def test_tokens_are_not_to_be_cached(visitor, valjean):
    answer = await visitor.post(f"{AUTH}/token", data={"username": "Valjean", "password": PASSWORD})
    assert answer.headers["cache-control"] == "no-store"


async def test_a_name_is_given_once(visitor, valjean):
    answer = await visitor.post(f"{AUTH}/register", json={"name": "vALJEAN", "password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (409, "name_taken")


BAD = [
    ({"name": "Javert", "password": "short"}, "/password"),
    ({"name": "Javert-of-Paris", "password": "javert-of-PARIS"}, "/password"),
    ({"name": "Javert", "password": "x" * 201}, "/password"),
    ({"name": "J", "password": PASSWORD}, "/name"),
    ({"name": "Javert", "password": PASSWORD, "email": "no address"}, "/email"),
    ({"name": "Javert", "password": PASSWORD, "role": "admin"}, "/role"),
    ({"name": "Javert", "password": PASSWORD, "id": "x", "blocked": False}, "/id"),
    ({"name": "Javert"}, "/password"),
    ({"name": ["Javert"], "password": PASSWORD}, "/name"),
]


async def test_a_bad_registration_names_the_place_and_repeats_no_password(visitor, cheap):
    for body, pointer in BAD:
        answer = await visitor.post(f"{AUTH}/register", json=body)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == pointer
        assert PASSWORD not in answer.text


async def test_registration_can_be_closed_or_make_everybody_premium(gateway_settings):
    for registration, status, role in (("closed", 403, None), ("premium", 201, "premium")):
        settings = gateway_settings.model_copy(update={"registration": registration})
        async with opened(settings) as app, asking(app) as client:
            answer = await client.post(f"{AUTH}/register", json={"name": "Marius", "password": PASSWORD})
            assert (answer.status_code, answer.json().get("role")) == (status, role)


async def test_a_wrong_name_and_a_wrong_password_are_answered_alike(visitor, valjean):
    answers = []
    for form in ({"username": "Valjean", "password": "three loaves of bread"}, {"username": "Nobody", "password": PASSWORD}):
        answer = await visitor.post(f"{AUTH}/token", data=form)
        problem = answer.json()
        answers.append((answer.status_code, answer.headers["www-authenticate"], problem["code"], problem["detail"]))
    assert answers[0] == answers[1]
    assert answers[0][0] == 401


async def test_no_name_makes_logging_in_fail_otherwise(visitor, cheap):
    for name in ("a\0b", "x" * 201, "' OR 1=1 --", " "):
        answer = await visitor.post(f"{AUTH}/token", data={"username": name, "password": PASSWORD})
        assert answer.status_code in (401, 422)


async def test_guessing_has_to_wait_also_with_the_right_password_and_after_a_restart(visitor, valjean, gateway_settings):
    statuses = []
    for _ in range(10):
        answer = await visitor.post(f"{AUTH}/token", data={"username": "valjean", "password": "a guess of mine"})
        statuses.append(answer.status_code)
    assert statuses == [401] * 8 + [429] * 2
    assert int(answer.headers["retry-after"]) >= 1
    async with opened(gateway_settings) as restarted, asking(restarted) as client:
        answer = await client.post(f"{AUTH}/token", data={"username": "Valjean", "password": PASSWORD})
        assert (answer.status_code, answer.json()["code"]) == (429, "throttled")


async def test_a_hundred_guesses_at_once_are_counted_before_they_are_looked_at(visitor, valjean):
    form = {"username": "Valjean", "password": "a guess of mine"}
    answers = await asyncio.gather(*(visitor.post(f"{AUTH}/token", data=form) for _ in range(60)))
    assert Counter(answer.status_code for answer in answers) == {401: 8, 429: 52}


async def test_a_refresh_token_gives_the_next_pair_once(visitor, valjean, app):
    first = await logged_in(visitor)
    answer = await visitor.post(f"{AUTH}/refresh", json={"refresh_token": first["refresh_token"]})
    second = answer.json()
    assert (answer.status_code, second["session"]) == (200, first["session"])
    raced = await visitor.post(f"{AUTH}/refresh", json={"refresh_token": first["refresh_token"]})
    assert (raced.status_code, raced.json()["code"]) == (409, "refresh_raced")
    third = (await visitor.post(f"{AUTH}/refresh", json={"refresh_token": second["refresh_token"]})).json()
    stolen = await visitor.post(f"{AUTH}/refresh", json={"refresh_token": first["refresh_token"]})
    assert (stolen.status_code, stolen.json()["code"]) == (401, "unauthenticated")
    for pair in (first, second, third):  # all of the session is over, also what has not expired
        assert (await visitor.get(f"{AUTH}/me", headers=bearing(pair["access_token"]))).status_code == 401


async def test_fifty_refreshes_at_once_give_one_pair_and_log_nobody_out(visitor, valjean):
    pair = await logged_in(visitor)
    calls = (visitor.post(f"{AUTH}/refresh", json={"refresh_token": pair["refresh_token"]}) for _ in range(50))
    answers = await asyncio.gather(*calls)
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 49}
    won = next(answer.json() for answer in answers if answer.status_code == 200)
    assert (await visitor.get(f"{AUTH}/me", headers=bearing(won["access_token"]))).status_code == 200


async def test_a_refresh_token_is_no_access_token_and_the_other_way_round(visitor, valjean):
    pair = await logged_in(visitor)
    assert (await visitor.get(f"{AUTH}/me", headers=bearing(pair["refresh_token"]))).status_code == 401
    answer = await visitor.post(f"{AUTH}/refresh", json={"refresh_token": pair["access_token"][:500]})
    assert answer.status_code == 401
    assert (await visitor.post(f"{AUTH}/refresh")).status_code == 401


async def test_what_was_logged_out_is_no_good_any_more(visitor, valjean):
    here, there = await logged_in(visitor), await logged_in(visitor)
    assert (await visitor.post(f"{AUTH}/revoke", headers=bearing(here["access_token"]))).status_code == 204
    assert (await visitor.get(f"{AUTH}/me", headers=bearing(here["access_token"]))).status_code == 401
    assert (await visitor.post(f"{AUTH}/refresh", json={"refresh_token": here["refresh_token"]})).status_code == 401
    assert (await visitor.get(f"{AUTH}/me", headers=bearing(there["access_token"]))).status_code == 200
    answer = await visitor.post(
        f"{AUTH}/revoke", json={"refresh_token": there["refresh_token"]}, headers=bearing("expired.or.so")
    )
    assert answer.status_code == 204
    assert (await visitor.get(f"{AUTH}/me", headers=bearing(there["access_token"]))).status_code == 401


async def test_logging_out_without_a_session_does_nothing(visitor, cheap):
    assert (await visitor.post(f"{AUTH}/revoke")).status_code == 204
    assert (await visitor.post(f"{AUTH}/revoke", json={"refresh_token": "fbr_nothing"})).status_code == 204


async def test_a_blocked_user_is_told_so_only_with_the_right_password(visitor, client, valjean):
    path = f"/api/v1/admin/users/{valjean['id']}"
    assert (await client.patch(path, json={"blocked": True}, headers={"If-Match": '"1"'})).status_code == 200
    wrong, right = [
        await visitor.post(f"{AUTH}/token", data={"username": "Valjean", "password": password})
        for password in ("three loaves of bread", PASSWORD)
    ]
    assert (wrong.status_code, right.status_code) == (401, 401)
    assert "blocked" in right.json()["detail"] and "blocked" not in wrong.json()["detail"]


async def test_where_one_is_logged_in_is_listed_and_can_be_ended(visitor, valjean, app):
    here, there = await logged_in(visitor), await logged_in(visitor)
    stranger = await person(app, "Javert")
    sessions = (await visitor.get(f"{AUTH}/sessions", headers=bearing(here["access_token"]))).json()
    assert {one["id"]: one["current"] for one in sessions} == {here["session"]: True, there["session"]: False}
    path = f"{AUTH}/sessions/{there['session']}"
    assert (await visitor.delete(path, headers=stranger.headers)).status_code == 404
    assert (await visitor.delete(path, headers=bearing(here["access_token"]))).status_code == 204
    assert (await visitor.get(f"{AUTH}/me", headers=bearing(there["access_token"]))).status_code == 401
    assert (await visitor.delete(path, headers=bearing(here["access_token"]))).status_code == 404


async def test_a_new_password_needs_the_old_one_and_ends_all_other_sessions(visitor, valjean):
    here, there = await logged_in(visitor), await logged_in(visitor)
    change = {"old": "three loaves of bread", "new": "silver candlesticks"}
    wrong = await visitor.post(f"{AUTH}/me/password", json=change, headers=bearing(here["access_token"]))
    assert (wrong.status_code, wrong.json()["code"]) == (403, "forbidden")
    bad = await visitor.post(f"{AUTH}/me/password", json={"old": PASSWORD, "new": "short"}, headers=bearing(here["access_token"]))
    assert (bad.status_code, bad.json()["errors"][0]["pointer"]) == (422, "/new")
    right = await visitor.post(f"{AUTH}/me/password", json={**change, "old": PASSWORD}, headers=bearing(here["access_token"]))
    assert right.status_code == 204
    assert (await visitor.get(f"{AUTH}/me", headers=bearing(here["access_token"]))).status_code == 200
    assert (await visitor.get(f"{AUTH}/me", headers=bearing(there["access_token"]))).status_code == 401
    await logged_in(visitor, password="silver candlesticks")


async def test_a_stolen_session_cannot_guess_the_password(visitor, valjean):
    headers = bearing((await logged_in(visitor))["access_token"])
    guesses = [{"password": f"guess {n}"} for n in range(9)]
    statuses = [(await visitor.post(f"{AUTH}/me/deletion", json=guess, headers=headers)).status_code for guess in guesses]
    assert statuses == [403] * 8 + [429]


async def test_an_account_is_deleted_with_its_password(visitor, valjean):
    pair = await logged_in(visitor)
    answer = await visitor.post(f"{AUTH}/me/deletion", json={"password": PASSWORD}, headers=bearing(pair["access_token"]))
    assert answer.status_code == 204
    assert (await visitor.get(f"{AUTH}/me", headers=bearing(pair["access_token"]))).status_code == 401
    assert (await visitor.post(f"{AUTH}/token", data={"username": "Valjean", "password": PASSWORD})).status_code == 401


async def test_one_changes_of_oneself_what_is_ones_own_to_change(visitor, valjean):
    headers = bearing((await logged_in(visitor))["access_token"])
    unconditional = await visitor.patch(f"{AUTH}/me", json={"email": "m@montreuil.fr"}, headers=headers)
    assert unconditional.status_code == 428
    changed = await visitor.patch(f"{AUTH}/me", json={"email": "m@montreuil.fr"}, headers={**headers, "If-Match": '"1"'})
    assert (changed.status_code, changed.json()["email"], changed.headers["etag"]) == (200, "m@montreuil.fr", '"2"')
    stale = await visitor.patch(f"{AUTH}/me", json={"email": None}, headers={**headers, "If-Match": '"1"'})
    assert stale.status_code == 412
    for field in ("role", "blocked", "id", "version", "password", "permissions", "quota", "name", "created_at", "key"):
        answer = await visitor.patch(f"{AUTH}/me", json={"email": None, field: "admin"}, headers={**headers, "If-Match": '"2"'})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, f"/{field}")


@pytest.mark.parametrize("good", [True, False])
async def test_a_session_is_looked_up_once_for_each_request(visitor, app, monkeypatch, good):
    somebody, looked, accounts = await person(app, "Javert"), [], app.state.ports.accounts
    if not good:
        await accounts.end_session(somebody.session, FABULA)
    look_up = type(accounts).session

    async def counted(self, id):
        looked.append(id)
        return await look_up(self, id)

    monkeypatch.setattr(type(accounts), "session", counted)
    answer = await visitor.post("/api/v1/characters", json={}, headers={**somebody.headers, "Idempotency-Key": "one-and-only"})
    assert answer.status_code == (422 if good else 401)
    assert looked == [somebody.session]


async def test_an_older_hash_is_replaced_when_its_password_is_shown(visitor, valjean, app):
    ports = app.state.ports
    before = (await ports.accounts.credentials("Valjean")).password
    app.state.ports = replace(ports, passwords=type(ports.passwords)())
    await logged_in(visitor)
    after = (await ports.accounts.credentials("Valjean")).password
    assert before != after and "m=19456" in after
    await logged_in(visitor)


async def test_an_api_key_logs_in_as_its_user_and_no_more_than_its_scopes(visitor, app):
    somebody = await person(app, "Javert", "premium")
    key = await with_key(app, somebody, "ecosystem:view", "admin")
    me = await visitor.get(f"{AUTH}/me", headers=key.headers)
    assert (me.json()["name"], me.json()["permissions"]) == ("Javert", ["ecosystem:view"])
    forbidden = await visitor.get("/api/v1/characters", headers=key.headers)
    assert (forbidden.status_code, "API key" in forbidden.json()["detail"]) == (403, True)
    for method, path in (
        ("POST", "api-keys"),
        ("GET", "api-keys"),
        ("GET", "sessions"),
        ("PATCH", "me"),
        ("POST", "me/password"),
    ):
        answer = await visitor.request(method, f"{AUTH}/{path}", headers=key.headers, json={})
        assert answer.status_code == 403, path


async def test_keys_are_made_shown_once_listed_and_deleted(visitor, app):
    somebody, stranger = await person(app, "Javert"), await person(app, "Marius")
    order = {"name": "my script", "scopes": ["ecosystem:view"], "days": 30}
    made = await visitor.post(f"{AUTH}/api-keys", json=order, headers=somebody.headers)
    assert (made.status_code, made.headers["cache-control"]) == (201, "no-store")
    key = made.json()
    listed = await visitor.get(f"{AUTH}/api-keys", headers=somebody.headers)
    assert [one["id"] for one in listed.json()] == [key["id"]]
    assert key["key"].rsplit("_", 1)[1] not in listed.text
    assert (await visitor.get(f"{AUTH}/api-keys", headers=stranger.headers)).json() == []
    assert (await visitor.get(f"{AUTH}/me", headers=bearing(key["key"]))).status_code == 200
    path = f"{AUTH}/api-keys/{key['id']}"
    assert (await visitor.delete(path, headers=stranger.headers)).json()["code"] == "key_unknown"
    assert (await visitor.delete(path, headers=somebody.headers)).status_code == 204
    assert (await visitor.get(f"{AUTH}/me", headers=bearing(key["key"]))).status_code == 401


async def test_nobody_makes_a_key_for_more_than_he_may_himself(visitor, app):
    free = await person(app, "Gavroche", "free")
    for scopes in (["admin"], ["ecosystem:manage"], ["character:read", "character:delete"], [], ["everything"]):
        answer = await visitor.post(f"{AUTH}/api-keys", json={"name": "x", "scopes": scopes}, headers=free.headers)
        assert answer.status_code == 422
