"""Pages: cookies that no script reads, and that other pages can do nothing with."""

import itertools

import httpx
import pytest

from gateway.security.guards import principal
from tests.contract.gateway.accounts.conftest import PASSWORD
from tests.contract.gateway.conftest import asking, opened

AUTH = "/api/v1/auth"
OWN = {"Origin": "http://gateway"}
FOREIGN = [
    {"Origin": "http://elsewhere"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {},
    {"Origin": "http://gateway.elsewhere"}, {"Origin": "http://elsewhere", "Sec-Fetch-Site": "same-origin"}, {"Referer": "http://gateway/"},
]  # fmt: skip


@pytest.fixture
async def page(visitor, valjean) -> httpx.AsyncClient:
    """A browser that is logged in."""
    answer = await visitor.post(f"{AUTH}/login", json={"name": "Valjean", "password": PASSWORD}, headers=OWN)
    assert answer.status_code == 200, answer.text
    assert "token" not in answer.text
    return visitor


async def test_cookies_are_for_browsers_only_and_stay_at_home(visitor, valjean):
    answer = await visitor.post(f"{AUTH}/login", json={"name": "Valjean", "password": PASSWORD}, headers=OWN)
    access, refresh = answer.headers.get_list("set-cookie")
    for cookie in (access, refresh):
        assert "HttpOnly" in cookie and "samesite=lax" in cookie.lower() and "secure" not in cookie.lower()
    assert "Path=/;" in access and "Max-Age=900" in access
    assert "Path=/api/v1/auth;" in refresh


async def test_over_https_cookies_never_go_without_it(cheap, valjean):
    transport = httpx.ASGITransport(cheap)
    async with httpx.AsyncClient(transport=transport, base_url="https://gateway") as client:
        login = {"name": "Valjean", "password": PASSWORD}
        answer = await client.post(f"{AUTH}/login", json=login, headers={"Origin": "https://gateway"})
        assert all("Secure" in cookie for cookie in answer.headers.get_list("set-cookie"))
        downgraded = await client.post(f"{AUTH}/login", json=login, headers={"Origin": "http://gateway"})
        assert downgraded.status_code == 403


async def test_a_page_reads_and_changes_by_cookie(page):
    assert (await page.get(f"{AUTH}/me")).json()["name"] == "Valjean"
    changed = await page.patch(f"{AUTH}/me", json={"email": "m@montreuil.fr"}, headers={**OWN, "If-Match": '"1"'})
    assert changed.status_code == 200
    typed = await page.patch(f"{AUTH}/me", json={"email": None}, headers={"Sec-Fetch-Site": "same-origin", "If-Match": '"2"'})
    assert typed.status_code == 200


async def test_another_page_changes_nothing_by_cookie(page):
    calls = [
        ("PATCH", "me", {"email": None}), ("POST", "me/deletion", {"password": PASSWORD}), ("POST", "refresh", None),
        ("POST", "revoke", None), ("POST", "api-keys", {"name": "x", "scopes": ["admin"]}), ("DELETE", "api-keys/x", None),
        ("POST", "login", {"name": "Valjean", "password": PASSWORD}),
    ]  # fmt: skip
    for headers, (method, path, body) in itertools.product(FOREIGN, calls):
        answer = await page.request(method, f"{AUTH}/{path}", json=body, headers={**headers, "If-Match": '"1"'})
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), path
    me = await page.get(f"{AUTH}/me")
    assert (me.status_code, me.headers["etag"]) == (200, '"1"')


async def test_a_token_in_the_header_needs_no_page(page, app, valjean):
    token = page.cookies["fabula_access"]
    async with asking(app) as program:
        headers = {"Authorization": f"Bearer {token}", "Origin": "http://elsewhere", "If-Match": '"1"'}
        assert (await program.patch(f"{AUTH}/me", json={"email": None}, headers=headers)).status_code == 200


async def test_a_bad_header_is_not_made_good_by_a_cookie(page):
    for header in ("Bearer x.y.z", "Basic dTpw", "Bearer"):
        assert (await page.get(f"{AUTH}/me", headers={"Authorization": header})).status_code == 401


async def test_an_api_key_is_none_when_it_comes_as_a_cookie(page, app, valjean):
    made = await page.post(f"{AUTH}/api-keys", json={"name": "x", "scopes": ["character:read"]}, headers=OWN)
    page.cookies.set("fabula_access", made.json()["key"], domain="gateway.local", path="/")
    async with asking(app) as program:
        answer = await program.get(f"{AUTH}/me", headers={"Cookie": f"fabula_access={made.json()['key']}"})
        assert answer.status_code == 401


async def test_a_page_goes_on_and_logs_out_by_cookie(page):
    before = page.cookies["fabula_refresh"]
    answer = await page.post(f"{AUTH}/refresh", headers=OWN)
    assert (answer.status_code, answer.content) == (204, b"")
    assert page.cookies["fabula_refresh"] != before
    assert (await page.get(f"{AUTH}/me")).status_code == 200
    token = page.cookies["fabula_access"]
    assert (await page.post(f"{AUTH}/revoke", headers=OWN)).status_code == 204
    assert "fabula_access" not in page.cookies and "fabula_refresh" not in page.cookies
    assert (await page.get(f"{AUTH}/me", headers={"Authorization": f"Bearer {token}"})).status_code == 401


async def test_a_page_whose_access_has_expired_logs_out_by_the_refresh_cookie(page):
    refresh = page.cookies["fabula_refresh"]
    page.cookies.delete("fabula_access")
    assert (await page.post(f"{AUTH}/revoke", headers=OWN)).status_code == 204
    assert (await page.post(f"{AUTH}/refresh", json={"refresh_token": refresh})).status_code == 401


async def test_an_allowed_origin_may_act_by_cookie(gateway_settings):
    settings = gateway_settings.model_copy(update={"origins": "https://friend", "registration": "premium"})
    async with opened(settings) as app, asking(app) as client:
        await client.post(f"{AUTH}/register", json={"name": "Marius", "password": PASSWORD})
        login = {"name": "Marius", "password": PASSWORD}
        assert (await client.post(f"{AUTH}/login", json=login, headers={"Origin": "https://friend"})).status_code == 200
        assert (await client.post(f"{AUTH}/login", json=login, headers={"Origin": "https://foe"})).status_code == 403


def test_the_guard_that_all_others_stand_on_is_the_one_that_others_override():
    assert principal.__module__ == "gateway.security.guards"
