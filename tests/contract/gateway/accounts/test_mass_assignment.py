"""Nobody sets what is not his or hers to set, by sending more than is asked for."""

import re

import pytest

from gateway.app import create_app
from gateway.settings import GatewaySettings
from storage.accounts import ApiKey, Quota, Session, User
from tests.contract.gateway.conftest import asking, opened
from tests.contract.gateway.people import person

DOCUMENT = create_app(GatewaySettings()).openapi()
SCHEMAS = DOCUMENT["components"]["schemas"]

COLUMNS = {
    *User.__slots__, *ApiKey.__slots__, *Session.__slots__, *Quota.__slots__, "password", "key", "hash", "owner", "account",
    "public", "level", "user", "is_admin", "admin", "permissions", "scopes", "session", "metered", "epoch", "seq", "status",
}  # fmt: skip
"""Of tables and of answers."""

RIGHTS = {"role", "blocked", "owner", "account", "user", "user_id", "permissions", "is_admin", "metered", "epoch", "version"}
"""What only administrators set."""


def bodies():
    """Operation → the schema of the body that it takes."""
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            for kind, content in operation.get("requestBody", {}).get("content", {}).items():
                yield f"{method.upper()} {path}", kind, content["schema"]


def objects(schema):
    """All schemas of objects within a schema."""
    if "$ref" in schema:
        yield from objects(SCHEMAS[schema["$ref"].rsplit("/", 1)[1]])
    for part in ("anyOf", "oneOf", "allOf"):
        for inner in schema.get(part, ()):
            yield from objects(inner)
    if schema.get("type") == "object" and "properties" in schema:
        yield schema
        for inner in schema["properties"].values():
            yield from objects(inner)
    if isinstance(schema.get("items"), dict):
        yield from objects(schema["items"])


BODIES = list(bodies())


@pytest.mark.parametrize(("name", "kind", "schema"), BODIES, ids=lambda value: value if isinstance(value, str) else "")
def test_every_body_refuses_what_it_does_not_know(name, kind, schema):
    if kind == "multipart/form-data" or kind.startswith("image/"):
        return  # a form is taken field by field, and a picture has none
    found = list(objects(schema))
    assert found, name
    for one in found:
        assert one.get("additionalProperties") is False, f"{name}: {one.get('title')}"


@pytest.mark.parametrize(("name", "kind", "schema"), BODIES, ids=lambda value: value if isinstance(value, str) else "")
def test_only_administrators_send_what_gives_rights(name, kind, schema):
    if "/admin/" not in name:
        top = next(iter(objects(schema)), {"properties": {}})
        assert RIGHTS & set(top["properties"]) == set(), name


def properties(schema):
    return set(next(iter(objects(schema)), {"properties": {}})["properties"])


async def test_every_column_and_field_is_refused_where_it_is_not_asked_for(gateway_settings):
    settings = gateway_settings.model_copy(update={"rate_limit": 1_000_000})
    async with opened(settings) as app, asking(app) as client:
        somebody, admin = await person(app, "Javert"), await person(app, "operator", "admin")
        client.headers.update(admin.headers)
        for name, _, schema in BODIES:
            if re.search(r"/(auth|admin)/", name):
                await _refused(client, name, properties(schema), somebody)
        assert (await app.state.ports.accounts.user(somebody.user.id)) == somebody.user


async def _refused(client, name, known, somebody):
    method, path = name.split(" ")
    path = re.sub(r"\{user\}", str(somebody.user.id), path).replace("{role}", "free")
    path = re.sub(r"\{\w+\}", "somebody", path)
    how = "data" if path.endswith("/token") else "json"
    for field in sorted(COLUMNS - known):
        answer = await client.request(method, path, **{how: {field: "admin"}}, headers={"If-Match": "*"})
        pointers = [place["pointer"] for place in answer.json()["errors"]]
        assert answer.status_code == 422 and f"/{field}" in pointers, f"{name}: {field}: {answer.text}"
