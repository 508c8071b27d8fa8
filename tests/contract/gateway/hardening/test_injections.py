"""Texts that mean something elsewhere (SQL, Cypher, logs, shells, templates, terminals), through every input there is."""

import io
import itertools
import json
import logging
from urllib.parse import quote

import asyncpg
import httpx
import pytest

from runtime.telemetry.logs import configure
from tests.contract.gateway.hardening.operations import body_with, operations, texts_within

CORPUS = [
    "' OR '1'='1", "'; DROP TABLE fabula.users; --", "\\'; SELECT pg_sleep(5); --", '" OR ""="', "1) OR 1=1 --", "/*",
    "-- name: x", "') UNION SELECT NULL --", "$$;$$", "E'\\x41'", "::text", "'a':* & !b", "a <-> b", "(", "*", "?", "|",
    "&", "!", ":*", "'", '"', "`) DETACH DELETE n //", "'}) MATCH (n) DETACH DELETE n //", "`}]->() CALL db.labels() //",
    "$1", "$ecosystem", "${jndi:ldap://x/a}", "{{7*7}}", "#{7*7}", "<%= 7*7 %>", "%s%n%x", "{0.__class__}", "%", "_%_",
    "\\", "a\nb", "a\r\nSet-Cookie: x=1\r\n\r\n<html>", "\x1b[31mred\x1b]0;x\x07", "\x00", "\u202egnp.exe", "\u2028line",
    "\x85", "\u009b1m", "../../../../etc/passwd", "..%2f..%2f", "C:\\Windows\\x", "<script>alert(1)</script>", "🏳️‍🌈",
    "\ufeff", "\ufffe", "a" * 3_000, "NaN", "1e400", "-1", "99999999999999999999", "null", "true", "[]", "{}",
]  # fmt: skip

UNAVAILABLE = {"service_failed", "services_busy"}
"""Codes of 503 that say what is not there in this test: the owner of the memory index."""


@pytest.fixture(scope="module")
def known(served):
    served.found("montreuil")
    return served


@pytest.fixture(scope="module")
def administrator(known):
    return known.person("operator")


@pytest.fixture
def client(known):
    with httpx.Client(base_url=known.url, timeout=120) as client:
        yield client


def few():
    """Of all texts every eighth, for one place beginning with the first, for the next with the second, and so on."""
    return (CORPUS[number::8] for number in itertools.cycle(range(8)))


def harmless(answer, what):
    """It was an answer, or a refusal that says so."""
    if answer.status_code == 503:
        assert answer.json()["code"] in UNAVAILABLE, f"{what}: {answer.text}"
        return
    assert answer.status_code < 500, f"{what}: {answer.status_code}: {answer.text}"
    assert "set-cookie" not in answer.headers or "auth" in what, what
    for leak in ("asyncpg", "Traceback", "SELECT ", "fabula.users", "/site-packages/"):
        assert leak not in answer.text or leak in what, f"{what}: {answer.text}"


def safe(one):
    """Whether it can be asked again and again without ending what this test needs."""
    return not any(part in one.path for part in ("/auth/revoke", "/auth/me/", "/auth/sessions")) and one.method != "DELETE"


def chosen(known):
    return [one for one in operations(known.app.openapi()) if safe(one)]


def test_queries_are_only_texts(known, client, administrator):
    some = few()
    for one in chosen(known):
        for name in one.texts("query"):
            for text in next(some):
                answer = client.request(one.method, one.at(), params={name: text}, headers=administrator.headers)
                harmless(answer, f"{one.name}: {name}={text!r}")


def test_paths_are_only_texts(known, client, administrator):
    some = few()
    for one in chosen(known):
        for name in one.texts("path"):
            for text in next(some):
                headers = {**administrator.headers, "If-Match": '"1"', "Content-Type": "application/json"}
                answer = client.request(one.method, one.at(**{name: quote(text, safe="")}), headers=headers, content=b"{}")
                harmless(answer, f"{one.name}: {name}={text!r}")


def test_texts_in_bodies_are_only_texts(known, client, administrator):
    document, some = known.app.openapi(), few()
    for one in chosen(known):
        if not one.takes_json or "/auth/" in one.path:  # hashing passwords takes long
            continue
        schema = one.described["requestBody"]["content"]["application/json"]["schema"]
        for place in dict.fromkeys(texts_within(document, schema)):
            for text in next(some):
                body = body_with(place, text)
                answer = client.request(one.method, one.at(), json=body, headers={**administrator.headers, "If-Match": '"1"'})
                harmless(answer, f"{one.name}: {'.'.join(place)}={text!r}")


@pytest.mark.parametrize(
    "name",
    [
        "X-Request-ID",
        "If-Match",
        "If-None-Match",
        "Idempotency-Key",
        "User-Agent",
        "Authorization",
        "Prefer",
        "traceparent",
        "Origin",
    ],
)
def test_headers_are_only_texts(known, client, administrator, name):
    for text in CORPUS:
        plain = text.encode("utf-8")
        if any(sign < 32 or sign == 127 for sign in plain):  # no server takes it, and no client sends it
            continue
        headers = [(key.encode(), value.encode()) for key, value in administrator.headers.items() if key != name]
        headers.append((name.encode(), plain))
        for method, path in (
            ("GET", "/api/v1/characters"),
            ("POST", "/api/v1/characters"),
            ("GET", "/api/v1/ecosystems/montreuil"),
        ):
            answer = client.request(method, path, headers=headers, json={} if method == "POST" else None)
            harmless(answer, f"{method} {path}: {name}: {text!r}")


def test_what_is_kept_comes_back_as_it_was(known, client, administrator):
    for text in CORPUS:
        sent = {"persona": {"id": "somebody", "name": "A name", "bio": text}}
        answer = client.post("/api/v1/characters", json=sent, headers=administrator.headers)
        if answer.status_code == 201:
            again = client.get(answer.headers["location"], headers=administrator.headers).json()
            assert again["persona"]["bio"] == " ".join(text.split())
        else:
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request"), repr(text)


def test_names_of_files_are_only_names(known, client, administrator):
    for number, text in enumerate(CORPUS):
        sent = {"file": (text, f"text {number}".encode(), "text/plain")}
        answer = client.post("/api/v1/documents", files=sent, headers=administrator.headers)
        harmless(answer, f"file named {text!r}")
        if answer.status_code == 201:
            name = answer.json()["name"]
            assert name and not set(name) & set("/\\\n\r\x00\x1b\u202e") and len(name) <= 120


def test_questions_in_graphql_are_only_questions(known, client, administrator):
    query = 'query ($id: ID!) { ecosystem(id: "montreuil") { character(id: $id) { name } relationships(kind: $id) { kind } } }'
    for text in CORPUS:
        for body in (
            {"query": query.replace("(kind: $id)", "(owner: $id)"), "variables": {"id": text}},
            {"query": text},
            {"query": f"{{ ecosystem(id: {json.dumps(text)}) {{ id }} }}"},
        ):
            answer = client.post("/api/v1/graphql", json=body, headers=administrator.headers)
            harmless(answer, f"GraphQL: {text!r}")
            assert "a defect" not in answer.text


async def test_after_all_that_everything_is_still_there(known, administrator):
    connection = await asyncpg.connect(str(known.app.state.settings.postgres_url))
    try:
        assert await connection.fetchval("SELECT count(*) FROM fabula.users WHERE id = $1", administrator.user.id) == 1
        assert await connection.fetchval("SELECT count(*) FROM fabula.events WHERE ecosystem = 'montreuil'") > 10
    finally:
        await connection.close()


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_line_in_the_log_is_one_line_and_steers_no_terminal(form):
    written = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:], root.level
    try:
        configure("info", form, {"process": "gateway"}, written)
        for text in CORPUS:
            logging.getLogger("gateway.test").info("%s %s: %d", "GET", f"/api/v1/{text}", 404, extra={"reason": text})
    finally:
        root.handlers[:], level = before
        root.setLevel(level)
    *lines, rest = written.getvalue().split("\n")
    lines = [line for line in lines if "gateway.test" in line]  # the gateway itself may have said something
    assert (len(lines), rest) == (len(CORPUS), "")
    assert not set(written.getvalue()) & set("\r\x00\x1b\x07\x85\u2028\u2029\u202e")
    if form == "json":
        assert [json.loads(line)["reason"] for line in lines] == [
            text.replace("Set-Cookie: x=1", "Set-Cookie: ***") for text in CORPUS
        ]
