"""Every route of the gateway, whoever wrote it: declared, and closed to whom it is not declared for.

A route is found here by itself. What it lets in it says with its guard (docs/accounts.md); one that says nothing fails.
"""

import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest
from fastapi import FastAPI

from gateway.app import create_app
from gateway.ports import Ports
from gateway.security.permissions import NEEDED, ROLES
from gateway.security.principal import Level, Role
from gateway.security.tokens import ISSUER, KIND, LIFE_SECONDS, Tokens
from gateway.security.visibility import Visible, visible
from gateway.settings import GatewaySettings
from runtime.creation import create
from tests import inn
from tests.contract.gateway.conftest import asking
from tests.contract.gateway.people import FABULA, Person, person, with_key

ROUTES = visible(create_app(GatewaySettings()))
CLOSED = [route for route in ROUTES if route.declared != ("everybody",)]
OF_AN_ECOSYSTEM = [route for route in CLOSED if "{ecosystem}" in route.path and route.declared != ("admin",)]

KNOWN = {"user": str(uuid4()), "role": "free", "session": str(uuid4()), "scenario": "montagues"}
"""What stands for a parameter of a path where not anything will do."""


def named(route: Visible) -> str:
    return f"{route.method} {route.path}"


@dataclass
class Stage:
    """A gateway with people, and ecosystems as they are needed."""

    app: FastAPI
    client: httpx.AsyncClient
    people: dict[str, Person]
    numbers: Any = field(default_factory=itertools.count)

    @property
    def ports(self) -> Ports:
        return self.app.state.ports

    async def ecosystem(self) -> str:
        """A new one of the owner's, shared with the viewer and the director."""
        name = f"world-{next(self.numbers)}"
        await create(self.ports.store, inn.SIX_AT_AN_INN, 7, name)
        await self.ports.accounts.set_owner(name, self.people["owner"].user.id, FABULA)  # whatever the quota
        for level in ("viewer", "director"):
            await self.ports.accounts.share(name, self.people[level].user.id, level, FABULA)
        return name

    async def ask(self, route: Visible, ecosystem: str = "nothing", **headers: str) -> httpx.Response:
        """The answer, which is no defect."""
        path = route.path
        for name, value in ({"ecosystem": ecosystem, "name": "somebody"} | KNOWN).items():
            path = path.replace(f"{{{name}}}", value)
        await self.ports.bell.attend()  # else commands are refused to everybody
        body = {} if route.method in ("POST", "PUT", "PATCH") else None
        for rest in ("anna", "1"):  # some take only numbers
            filled = "/".join(rest if part.startswith("{") else part for part in path.split("/"))
            answer = await self.client.request(route.method, filled, headers=headers, json=body)
            if answer.status_code != 404 or answer.json()["code"] != "not_found":
                break
        assert answer.status_code != 500, f"{named(route)}: {answer.text}"
        return answer


@pytest.fixture
async def stage(app: FastAPI) -> AsyncIterator[Stage]:
    people = {name: await person(app, name) for name in ("owner", "viewer", "director", "stranger")}
    people |= {role: await person(app, f"a-{role}", role) for role in ("free", "premium", "admin")}
    app.state.draining.set()  # streams say so, and end
    async with asking(app) as client:
        yield Stage(app, client, people)


def refusal(answer: httpx.Response) -> tuple[int, str] | None:
    """Status and code, when somebody was not let in."""
    if answer.status_code not in (401, 403, 404):
        return None
    found = answer.status_code, answer.json()["code"]
    return found if found[0] != 404 or found[1] == "ecosystem_unknown" else None  # else something else is not there


def level_of(route: Visible) -> Level:
    """The lowest level that may call a route of an ecosystem."""
    return next(level for level in (Level.VIEWER, Level.DIRECTOR, Level.OWNER) if NEEDED[level] in route.declared)


@pytest.mark.parametrize("route", ROUTES, ids=named)
def test_a_route_says_whom_it_lets_in(route):
    assert len(route.declared) == 1, f"{named(route)} needs one guard of gateway.security.guards; it has {route.declared}"


def test_only_these_let_everybody_in():
    assert {named(route) for route in ROUTES if route not in CLOSED} == {
        "GET /livez", "GET /readyz", "GET /version", "GET /metrics", "GET /api/v1/asyncapi.json",
        "GET /api/v1/scenarios", "GET /api/v1/scenarios/{scenario}", "GET /api/v1/scenarios/{scenario}/beginning",
        "GET /api/v1/scenarios/{scenario}/pictures/{picture}",
        "POST /api/v1/auth/register", "POST /api/v1/auth/token", "POST /api/v1/auth/login", "POST /api/v1/auth/refresh",
        "POST /api/v1/auth/revoke",
    }  # fmt: skip


def test_only_below_admin_administrators_are_asked_for():
    for route in ROUTES:
        assert ("admin" in route.declared) is route.path.startswith("/api/v1/admin/"), named(route)


def test_the_document_says_whom_each_operation_lets_in():
    document = create_app(GatewaySettings()).openapi()
    operations = [
        (f"{method.upper()} {path}", operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    assert {name for name, _ in operations} == {named(route) for route in ROUTES}
    for name, operation in operations:
        route = next(route for route in ROUTES if named(route) == name)
        assert operation["x-visibility"] == list(route.declared)
        assert bool(operation["security"]) is (route in CLOSED)
        if route in CLOSED:
            assert {"401", "403"} - set(operation["responses"]) == set() or route.declared == ("signed in",), name


async def test_nobody_gets_in_without_a_token_or_with_a_bad_one(stage):
    ports, owner = stage.ports, stage.people["owner"]
    key = ports.tokens._keyring.signing
    claims = {"iss": ISSUER, "sub": str(owner.user.id), "sid": str(owner.session), "jti": str(uuid4()), "typ": KIND}
    now = int(ports.tokens._now())
    times = {"iat": now, "nbf": now, "exp": now + LIFE_SECONDS}
    expired = Tokens(ports.tokens._keyring, lambda: now - LIFE_SECONDS - 1).issue(owner.user.id, owner.session)
    elsewhere = jwt.encode({**claims, **times, "aud": "another-api"}, key.secret, "HS256", {"kid": key.name})
    stranger = ports.tokens.issue(uuid4(), owner.session)  # somebody, with the session of somebody else
    ecosystem = await stage.ecosystem()
    shown = [{}, *({"Authorization": f"Bearer {token}"} for token in (expired, elsewhere, stranger, "fbk_a_b", "x.y.z"))]
    for route in CLOSED:
        for headers in shown:
            answer = await stage.ask(route, ecosystem, **headers)
            assert answer.status_code == 401, f"{named(route)} with {headers}"
            assert answer.headers["www-authenticate"] == "Bearer"


async def test_whoever_was_logged_out_or_blocked_gets_in_nowhere(stage):
    accounts, ecosystem = stage.ports.accounts, await stage.ecosystem()
    owner, blocked = stage.people["owner"], stage.people["premium"]
    key = await with_key(stage.app, blocked, *ROLES[Role.PREMIUM])
    await accounts.end_session(owner.session, FABULA)
    await accounts.set_blocked(blocked.user.id, True, FABULA)
    for route in CLOSED:
        for whose in (owner, blocked, key):
            answer = await stage.ask(route, ecosystem, **whose.headers)
            assert answer.status_code == 401, named(route)


async def test_each_role_gets_in_where_its_permissions_say(stage):
    for route, role in itertools.product(CLOSED, (Role.FREE, Role.PREMIUM, Role.ADMIN)):
        permitted = ROLES[role] | {"signed in", "in person"}
        somebody = await person(stage.app, f"somebody-{next(stage.numbers)}", role.value)
        ecosystem = await _own(stage, somebody) if "{ecosystem}" in route.path else "nothing"
        answer = await stage.ask(route, ecosystem, **somebody.headers)
        expected = None if set(route.declared) <= permitted else (403, "forbidden")
        assert refusal(answer) == expected or _asks_for_a_password(route, answer), named(route)


async def test_an_api_key_gets_in_where_its_scopes_say(stage):
    admin = stage.people["admin"]
    ecosystem = await stage.ecosystem()
    key = await with_key(stage.app, admin, "character:read")
    for route in CLOSED:
        answer = await stage.ask(route, ecosystem, **key.headers)
        expected = None if route.declared[0] in ("character:read", "signed in") else (403, "forbidden")
        assert refusal(answer) == expected, named(route)


async def test_for_a_stranger_there_is_no_ecosystem_and_he_gets_the_answer_of_one_that_is_not(stage):
    ecosystem, headers = await stage.ecosystem(), stage.people["stranger"].headers
    for route in OF_AN_ECOSYSTEM:
        theirs, nothing = [await stage.ask(route, id, **headers) for id in (ecosystem, "nothing")]
        assert refusal(theirs) == refusal(nothing) == (404, "ecosystem_unknown"), named(route)
        told = [answer.json() | {"request_id": ""} for answer in (theirs, nothing)]
        assert str(told[0]).replace(ecosystem, "nothing") == str(told[1]), named(route)
        assert {name.lower() for name in theirs.headers} == {name.lower() for name in nothing.headers}


async def test_each_level_gets_in_where_it_says(stage):
    for route, level in itertools.product(OF_AN_ECOSYSTEM, ("viewer", "director", "owner", "admin")):
        answer = await stage.ask(route, await stage.ecosystem(), **stage.people[level].headers)
        reached = level == "admin" or Level(level).reaches(level_of(route))
        assert refusal(answer) == (None if reached else (403, "forbidden")), named(route)


async def test_the_public_may_look_and_nothing_else(stage):
    ecosystem, headers = await stage.ecosystem(), stage.people["stranger"].headers
    await stage.ports.accounts.set_public(ecosystem, True, FABULA)
    for route in OF_AN_ECOSYSTEM:
        expected = None if level_of(route) is Level.VIEWER else (403, "forbidden")
        assert refusal(await stage.ask(route, ecosystem, **headers)) == expected, named(route)


async def test_no_other_page_makes_a_browser_change_anything(stage):
    ecosystem, admin = await stage.ecosystem(), stage.people["admin"]
    for route in CLOSED:
        if route.method != "GET":
            answer = await stage.ask(route, ecosystem, Cookie=f"fabula_access={admin.token}", Origin="http://elsewhere")
            assert refusal(answer) == (403, "forbidden"), named(route)


async def test_no_id_of_an_ecosystem_makes_anything_fail(stage):
    ids = ["%00", "a%00b", "%ED%A0%80", "x" * 199, "..%2f..%2f", "%27%20OR%201=1", "%F0%9F%92%A9"]
    for route, id in itertools.product(OF_AN_ECOSYSTEM, ids):
        answer = await stage.ask(route, id, **stage.people["admin"].headers)
        assert answer.status_code in (404, 422), f"{named(route)}: {answer.text}"


async def _own(stage: Stage, somebody: Person) -> str:
    ecosystem = await stage.ecosystem()
    await stage.ports.accounts.set_owner(ecosystem, somebody.user.id, FABULA)
    return ecosystem


def _asks_for_a_password(route: Visible, answer: httpx.Response) -> bool:
    return "password" in answer.text and route.path.startswith("/api/v1/auth/me/")
