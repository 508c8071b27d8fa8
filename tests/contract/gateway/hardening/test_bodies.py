"""Bodies that are too large, or are not what they say: refused with a problem by every route that takes any, never a defect."""

import http.client
import json
import time
from urllib.parse import urlsplit

import httpx
import pytest

from tests.contract.gateway.hardening.operations import operations

MIB = 1024 * 1024

MALFORMED = {
    "no JSON": b"{",
    "nothing": b"",
    "no UTF-8": b'{"a": "\xff\xfe"}',
    "UTF-16": json.dumps({"a": 1}).encode("utf-16"),
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "deep and whole": b"[" * 900 + b"]" * 900,
    "a key twice": b'{"a": 1, "a": 2}',
    "no number": b'{"a": NaN}',
    "a huge number": b'{"a": ' + b"9" * 5_000 + b"}",
    "half a character": b'{"a": "\\ud800"}',
    "half a character as a key": b'{"\\udc00": 1}',
    "NUL": b'{"a": "\\u0000"}',
    "another key": b'{"__proto__": {"admin": true}, "constructor": 1}',
    "a long key": b'{"' + b"k" * 1_000_000 + b'": 1}',
    "many keys": b"{" + b",".join(b'"k%d": 1' % n for n in range(100_000)) + b"}",
    "null": b"null",
    "a list": b"[]",
    "a text": b'"{}"',
    "true": b"true",
}

OTHER_TYPES = (
    "text/plain",
    "application/xml",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "",
    'x/y; q="',
)


@pytest.fixture(scope="module")
def known(served):
    served.found("montreuil")
    return served


@pytest.fixture
def client(known):
    """An administrator's program: a new one, since some of what is asked ends sessions."""
    with httpx.Client(base_url=known.url, timeout=120) as client:
        yield client


def refused(answer, name):
    assert 400 <= answer.status_code < 500, f"{name}: {answer.status_code}: {answer.text[:400]}"
    assert answer.headers["content-type"] == "application/problem+json", name
    assert len(answer.content) < 50_000, name


@pytest.mark.parametrize("kind", MALFORMED)
def test_every_route_refuses_bodies_that_are_no_good(known, client, kind):
    headers = {**known.person(f"sends {kind}").headers, "Content-Type": "application/json", "If-Match": "*"}
    for one in operations(known.app.openapi()):
        if one.takes_json and not (kind in ("nothing", "null") and not one.described["requestBody"].get("required")):
            begun = time.monotonic()
            answer = client.request(one.method, one.at(), content=MALFORMED[kind], headers=headers)
            refused(answer, f"{one.name}: {kind}")
            assert time.monotonic() - begun < 10, f"{one.name}: {kind}"


@pytest.mark.parametrize("kind", OTHER_TYPES)
def test_no_route_takes_json_that_is_said_to_be_something_else(known, client, kind):
    headers = {**known.person(f"says {kind!r}").headers, "Content-Type": kind, "If-Match": "*"}
    for one in operations(known.app.openapi()):
        if one.takes_json and one.described["requestBody"].get("required"):
            refused(client.request(one.method, one.at(), content=b"{}", headers=headers), f"{one.name}: {kind}")


def test_a_body_that_says_it_is_too_large_is_refused_unread(known):
    headers = known.person("large").headers
    for one in operations(known.app.openapi()):
        if "requestBody" not in one.described:
            continue
        connection = http.client.HTTPConnection(urlsplit(known.url).netloc, timeout=60)
        connection.putrequest(one.method, one.at())
        for name, value in {**headers, "Content-Type": "application/json", "Content-Length": str(10 * MIB)}.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        assert (answer.status, json.loads(answer.read())["code"]) == (413, "content_too_large"), one.name
        connection.close()


def test_a_body_that_does_not_say_how_large_it_is_is_refused_on_the_way(known, client):
    headers = {**known.person("endless").headers, "Content-Type": "application/json"}

    def endless():
        for _ in range(10 * MIB // 65_536):
            yield b" " * 65_536

    for path in ("/api/v1/characters", "/api/v1/scenarios/validate", "/api/v1/graphql"):
        try:
            answer = client.post(path, content=endless(), headers=headers)
        except httpx.TransportError:  # it hung up on us, which is an answer as well
            continue
        assert answer.status_code == 413, path


FORMS = [
        b"--x\r\n",
        b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n',
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a\r\nb"\r\n\r\nx\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: form-data; name="\x00"; filename="a"\r\n\r\nx\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\njust a field\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: attachment\r\n\r\nx\r\n--x--\r\n',
        b"--x\r\nNo-Disposition: 1\r\n\r\nx\r\n--x--\r\n",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n' * 2_000 + b"--x--\r\n",
            b"\xff" * 1_000,
        b"--x--\r\n",
        b"",
    ]  # fmt: skip


@pytest.mark.parametrize(("number", "body"), list(enumerate(FORMS)))
def test_forms_that_are_no_good_are_refused(known, client, number, body):
    headers = {**known.person(f"form {number}").headers, "Content-Type": "multipart/form-data; boundary=x"}
    refused(client.post("/api/v1/documents", content=body, headers=headers), body[:60])
