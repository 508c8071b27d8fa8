"""JSON taken strictly."""

import json
import time

import pytest

from actors.errors import InvalidRequest
from gateway.strict_json import DEPTH, KEYS, check_json

MORE = '"more":1'


@pytest.mark.parametrize(
    "body",
    [b"{}", b"[]", b"null", b'"x"', b' {"a": [1, 2.5, -1e3, true, {"b": "\\u00e9 \\ud83d\\ude00 \\\\u0000"}]} '],
)
def test_what_is_json_passes(body):
    check_json(body)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{", "no JSON"),
        (b"{'a': 1}", "no JSON"),
        (b"{} {}", "no JSON: extra data"),
        (b"\xef\xbb\xbf{}", "no JSON"),
        (b'{"a": "\xff"}', "no UTF-8: byte 7"),
        (json.dumps({"a": 1}).encode("utf-16"), "no UTF-8"),
        (b'{"a": NaN}', "NaN is no number"),
        (b"[-Infinity]", "-Infinity is no number"),
        (b"[" + b"9" * 5_000 + b"]", "too many digits"),
        (b'{"a": 1, "a": 2}', "the key 'a' stands twice"),
        (b'[{"b": {"a": 1, "\\u0061": 1}}]', "the key 'a' stands twice"),
        (b'{"a": "x\\u0000y"}', "the character NUL"),
        (b'{"\\u0000": 1}', "the character NUL"),
        (b'["\\ud800"]', "half a character"),
        (b'["\\uDFFF\\ud800"]', "half a character"),
        (b"[" * 100_000, "levels deep"),
        (b'{"a":' * 100_000, "levels deep"),
        (b"[" * (DEPTH + 1) + b"]" * (DEPTH + 1), "levels deep"),
    ],
)
def test_what_is_not_is_refused_with_the_reason(body, reason):
    with pytest.raises(InvalidRequest, match=reason) as refusal:
        check_json(body)
    assert refusal.value.args[0] == "/"


def test_nesting_has_an_exact_limit():
    check_json(b"[" * DEPTH + b"]" * DEPTH)


def test_a_large_body_takes_no_long_time():
    many = ",".join('{"a":"\\u0041","b":[]}' for _ in range(50_000))
    begun = time.perf_counter()
    check_json(f"[{many}]".encode())
    assert time.perf_counter() - begun < 5


def test_an_object_has_only_so_many_keys():
    keys = [f'"k{n}":1' for n in range(KEYS)]
    check_json(f"{{{','.join(keys)}}}".encode())
    with pytest.raises(InvalidRequest, match="more than 1000 keys"):
        check_json(f"{{{','.join([*keys, MORE])}}}".encode())
