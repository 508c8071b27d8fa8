"""What a request shows, and whether a browser sent it for another page; passwords, names, roles."""

import asyncio

import pytest
from argon2 import PasswordHasher
from pydantic import ValidationError
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

from actors.errors import InvalidRequest, Unauthenticated
from gateway.schemas.accounts import Registration
from gateway.security.credentials import Shown, changes, own_page, shown
from gateway.security.passwords import Passwords, check_password
from gateway.security.permissions import ALL, permissions_of
from gateway.security.principal import NOBODY, Level, Principal, Role
from gateway.security.signing_in import address_of


def asked(*headers, method="GET", kind="http", client=("10.0.0.1", 5)):
    raw = [(name.encode(), value.encode()) for name, value in headers]
    return HTTPConnection({"type": kind, "method": method, "headers": raw, "client": client})


@pytest.mark.parametrize("header", ["Bearer abc", "bearer abc", "BEARER  abc "])
def test_a_token_in_the_header_is_shown(header):
    assert shown(asked(("authorization", header))) == Shown("abc", by_cookie=False)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic abc", "abc", "Token abc"])
def test_another_header_is_refused_and_no_cookie_taken_instead(header):
    with pytest.raises(Unauthenticated):
        shown(asked(("authorization", header), ("cookie", "fabula_access=abc")))


def test_two_headers_are_refused():
    with pytest.raises(Unauthenticated):
        shown(asked(("authorization", "Bearer a"), ("authorization", "Bearer b")))


def test_the_header_counts_before_the_cookie():
    assert shown(asked(("cookie", "fabula_access=abc"))) == Shown("abc", by_cookie=True)
    assert shown(asked(("cookie", "fabula_access=abc"), ("authorization", "Bearer x"))) == Shown("x", by_cookie=False)
    assert shown(asked(("cookie", "other=abc"))) is None


@pytest.mark.parametrize(
    ("headers", "scheme", "own"),
    [
        ({"origin": "http://here:8000"}, "http", True),
        ({"origin": "https://here:8000"}, "http", True),  # something in front of us speaks https
        ({"origin": "http://here:8000"}, "https", False),
        ({"origin": "http://here"}, "http", False),
        ({"origin": "http://there"}, "http", False),
        ({"origin": "http://here:8000.there"}, "http", False),
        ({"origin": "http://here:8000@there"}, "http", False),
        ({"origin": "null"}, "http", False),
        ({"origin": ""}, "http", False),
        ({"origin": "http://there", "sec-fetch-site": "same-origin"}, "http", False),
        ({"origin": "https://friend"}, "http", True),
        ({"origin": "http://here:8000"}, "ws", True),
        ({"origin": "https://here:8000"}, "wss", True),
        ({"sec-fetch-site": "same-origin"}, "http", True),
        ({"sec-fetch-site": "none"}, "http", True),
        ({"sec-fetch-site": "same-site"}, "http", False),
        ({"sec-fetch-site": "cross-site"}, "http", False),
        ({}, "http", False),
    ],
)
def test_only_our_own_and_allowed_pages_count(headers, scheme, own):
    assert own_page(Headers({"host": "here:8000", **headers}), scheme, ("https://friend",)) is own


def test_a_websocket_always_counts_as_a_change():
    assert changes(asked(kind="websocket"))
    assert not any(changes(asked(method=method)) for method in ("GET", "HEAD", "OPTIONS"))
    assert all(changes(asked(method=method)) for method in ("POST", "PUT", "PATCH", "DELETE"))


def test_an_ipv6_household_is_one_address():
    one, two = (address_of(asked(client=(host, 1))) for host in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"))
    assert one == two == "2001:db8:1:2::/64"
    assert address_of(asked(client=("10.0.0.1", 1))) == "10.0.0.1"
    assert address_of(asked(client=("testclient", 1))) == "testclient"
    assert address_of(asked(client=None)) == ""


@pytest.mark.parametrize(
    "password", ["", "short", "123456789", "x" * 201, "Valjean-24601", "VALJEAN-24601", "\uff36aljean-24601"]
)
def test_a_password_must_be_long_and_not_the_name(password):
    with pytest.raises(InvalidRequest):
        check_password(password, "Valjean-24601")


@pytest.mark.parametrize("password", ["aaaaaaaaaa", "x" * 200, "          ", "ünïcödé-ça", "only lower case"])
def test_no_other_rule_is_made_of_passwords(password):
    check_password(password, "Valjean")


async def test_a_password_matches_its_hash_and_no_other():
    passwords = Passwords(PasswordHasher(1, 8, 1))
    hash = await passwords.hash("e\u0301tretat 1832")
    assert hash.startswith("$argon2id$")
    assert await passwords.matches(hash, "\u00e9tretat 1832")
    assert not await passwords.matches(hash, "etretat 1832")
    assert not await passwords.matches(None, "etretat 1832")
    assert not await passwords.matches("$argon2id$broken", "etretat 1832")
    assert await passwords.hash("a") != await passwords.hash("a")


async def test_todays_cost_is_what_is_recommended_and_older_ones_are_outdated():
    passwords = Passwords()
    hash = await passwords.hash("correct horse")
    assert "$v=19$m=19456,t=2,p=1$" in hash
    assert not passwords.outdated(hash)
    assert passwords.outdated(PasswordHasher(1, 8, 1).hash("correct horse"))


async def test_somebody_who_is_not_there_takes_as_long_as_somebody_who_is():
    passwords = Passwords()
    hash = await passwords.hash("correct horse")

    async def seconds(known):
        begun = asyncio.get_running_loop().time()
        await passwords.matches(known, "wrong horse")
        return asyncio.get_running_loop().time() - begun

    there, nobody = [min([await seconds(known) for _ in range(5)]) for known in (hash, None)]
    assert 0.4 < nobody / there < 2.5


@pytest.mark.parametrize(
    "name", ["ab", "x" * 41, "a b c", "-abc", "abc-", "a\0bc", "a\nb", "<b>x</b>", "a/b", "fabula", "Anonymous", "a..", ""]
)
def test_a_bad_name_is_refused(name):
    with pytest.raises(ValidationError):
        Registration(name=name, password="0123456789")


@pytest.mark.parametrize("name", ["abc", "Jean-Valjean", "Éponine", "24601", "a.b_c", "芥川龍之介"])
def test_a_good_name_is_kept(name):
    assert Registration(name=name, password="0123456789").name == name


def test_a_password_keeps_its_spaces():
    assert Registration(name="Valjean", password="  spaces  ").password == "  spaces  "


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.ANONYMOUS, set()),
        (Role.FREE, {"character:create", "character:read", "ecosystem:view"}),
        (Role.PREMIUM, ALL - {"admin"}),
        (Role.ADMIN, ALL),
    ],
)
def test_each_role_has_its_permissions(role, allowed):
    assert permissions_of(Principal("7", "x", role)) == allowed


def test_an_api_key_allows_no_more_than_its_scopes_and_the_role():
    assert permissions_of(Principal("7", "x", Role.FREE, frozenset({"admin", "character:read"}))) == {"character:read"}
    assert permissions_of(Principal("7", "x", Role.ADMIN, frozenset())) == set()


def test_in_a_public_demo_nobody_in_particular_may_look():
    assert permissions_of(NOBODY, demo=True) == {"ecosystem:view"}
    assert permissions_of(NOBODY) == set()


def test_levels_reach_what_is_below_them():
    assert [level for level in Level if Level.DIRECTOR.reaches(level)] == [Level.PUBLIC, Level.VIEWER, Level.DIRECTOR]
