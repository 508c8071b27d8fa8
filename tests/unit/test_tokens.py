"""Access tokens: ours are read, and nothing else is, however it is made."""

import base64
import hashlib
import hmac
import json
import warnings
from uuid import uuid4

import jwt
import pytest

from actors.errors import Unauthenticated
from gateway.security.keyring import Key, Keyring
from gateway.security.tokens import AUDIENCE, ISSUER, KIND, LIFE_SECONDS, Tokens

NOW = 1_800_000_000
SECRET = b"0123456789abcdef0123456789abcdef"
OTHER = b"another secret of thirty-two byte"
USER, SESSION = uuid4(), uuid4()


@pytest.fixture
def tokens() -> Tokens:
    return Tokens(Keyring((Key("one", SECRET), Key("two", OTHER))), lambda: NOW)


def part(value) -> str:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def claims(**changed):
    whole = {
        "iss": ISSUER, "aud": AUDIENCE, "sub": str(USER), "sid": str(SESSION), "jti": str(uuid4()), "typ": KIND,
        "iat": NOW, "nbf": NOW, "exp": NOW + LIFE_SECONDS,
    } | changed  # fmt: skip
    return {name: value for name, value in whole.items() if value is not ...}


def forged(header=None, body=None, secret=SECRET, hash=hashlib.sha256) -> str:
    """A token with a right signature by ``secret``, whatever else is wrong with it."""
    head = {"alg": "HS256", "kid": "one", "typ": "JWT"} | (header or {})
    head = {name: value for name, value in head.items() if value is not ...}
    signed = f"{part(head)}.{part(claims() if body is None else body)}"
    return f"{signed}.{part(hmac.new(secret, signed.encode(), hash).digest())}"


def test_what_was_issued_is_read(tokens):
    found = tokens.read(tokens.issue(USER, SESSION))
    assert (found.user, found.session, found.expires_at) == (USER, SESSION, NOW + LIFE_SECONDS)


def test_each_token_has_an_id_of_its_own(tokens):
    assert tokens.read(tokens.issue(USER, SESSION)).id != tokens.read(tokens.issue(USER, SESSION)).id


def test_the_forger_of_these_tests_could_make_a_good_one(tokens):
    assert tokens.read(forged()).user == USER


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"}, {"alg": "None"}, {"alg": "NONE"}, {"alg": ""}, {"alg": None}, {"alg": ["HS256"]}, {"alg": ...},
        {"alg": "HS384"}, {"alg": "HS512"}, {"alg": "RS256"}, {"alg": "ES256"}, {"alg": "EdDSA"}, {"alg": "hs256"},
        {"kid": ...}, {"kid": ""}, {"kid": None}, {"kid": "three"}, {"kid": ["one"]}, {"kid": {"one": 1}}, {"kid": 0},
        {"kid": "ONE"},
        {"kid": "../../keys/tokens.json"}, {"kid": "/dev/null"}, {"kid": "one' OR '1'='1"}, {"kid": "one\0"}, {"kid": "one|cat"},
        {"typ": ...}, {"typ": "at+jwt"}, {"typ": "refresh"}, {"typ": None},
        {"jwk": {"kty": "oct", "k": "AAAA"}}, {"jku": "https://example.org/keys"}, {"x5u": "https://example.org/c"},
        {"x5c": ["AAAA"]},
        {"crit": ["exp"]}, {"b64": False, "crit": ["b64"]}, {"cty": "JWT"}, {"enc": "A128GCM"}, {"zip": "DEF"},
    ],
)  # fmt: skip
def test_another_header_is_refused(tokens, header):
    with pytest.raises(Unauthenticated):
        tokens.read(forged(header))


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "somebody"}, {"iss": ...}, {"iss": None}, {"iss": [ISSUER]},
        {"aud": "fabula-page"}, {"aud": ...}, {"aud": None}, {"aud": [AUDIENCE, "other"]}, {"aud": [AUDIENCE]}, {"aud": []},
        {"sub": ...}, {"sub": ""}, {"sub": "admin"}, {"sub": 1}, {"sub": None}, {"sub": "' OR 1=1 --"}, {"sub": [str(USER)]},
        {"sid": ...}, {"sid": ""}, {"sid": "x"}, {"sid": None}, {"sid": 7},
        {"jti": ...}, {"jti": "x"}, {"jti": None},
        {"typ": ...}, {"typ": "refresh"}, {"typ": "ticket"}, {"typ": None}, {"typ": ["access"]},
        {"exp": ...}, {"exp": NOW}, {"exp": NOW - 1}, {"exp": 0}, {"exp": -1}, {"exp": None}, {"exp": str(NOW + 60)},
        {"exp": True},
        {"exp": NOW + 60.5}, {"exp": float("nan")}, {"exp": float("inf")}, {"exp": 10**30}, {"exp": NOW + LIFE_SECONDS + 1},
        {"iat": ...}, {"iat": None}, {"iat": NOW + 60}, {"iat": "now"}, {"iat": NOW - 10**6}, {"iat": False},
        {"nbf": ...}, {"nbf": NOW + 60}, {"nbf": None}, {"nbf": "0"}, {"nbf": 10**30},
        {"role": "admin"}, {"scope": "admin"}, {"admin": True}, {"permissions": ["admin"]},
    ],
)  # fmt: skip
def test_other_claims_are_refused(tokens, changed):
    with pytest.raises(Unauthenticated):
        tokens.read(forged(body=claims(**changed)))


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"1", b'"x"', b"{", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"a":' * 900])
def test_what_is_no_set_of_claims_is_refused(tokens, body):
    with pytest.raises(Unauthenticated):
        tokens.read(forged(body=body))


@pytest.mark.parametrize(
    "token",
    [
        "", ".", "..", "...", "a.b.c", "a.b", "a.b.c.d", " ", "\0", "é.é.é", "Bearer x.y.z", "x" * 5000, "fbr_abc", "fbk_1_2",
        "null",
        "undefined", "{}", "\ud800.a.b",
    ],
)  # fmt: skip
def test_what_is_no_token_is_refused(tokens, token):
    with pytest.raises(Unauthenticated):
        tokens.read(token)


def test_another_secret_or_signature_is_refused(tokens):
    good = forged()
    head, body, signature = good.split(".")
    flipped = part(bytes([base64.urlsafe_b64decode(signature + "=")[0] ^ 1]) + base64.urlsafe_b64decode(signature + "=")[1:])
    wrong = [
        forged(secret=OTHER), forged(secret=b""), forged(secret=b"one"), forged(hash=hashlib.sha512), f"{head}.{body}.",
        f"{head}.{body}", f"{head}.{body}.{flipped}",
        f"{head}.{body}.{signature[:-4]}", f"{head}.{body}.{signature}.", f"{good}\n",
        f" {good}",
        f"{head}.{part(claims(sub=str(uuid4())))}.{signature}",
    ]  # fmt: skip
    for token in wrong:
        with pytest.raises(Unauthenticated):
            tokens.read(token)


def test_a_public_key_as_secret_does_not_help(tokens):
    public = b"-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----\n"
    for algorithm in ("RS256", "HS256"):
        with pytest.raises(Unauthenticated):
            tokens.read(forged({"alg": algorithm}, secret=public))


def test_what_the_library_itself_makes_without_signature_is_refused(tokens):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        unsigned = jwt.encode(claims(), None, "none", {"kid": "one", "typ": "JWT"})
        other = jwt.encode(claims(), SECRET, "HS512", {"kid": "one", "typ": "JWT"})
    for token in (unsigned, other):
        with pytest.raises(Unauthenticated):
            tokens.read(token)


def test_a_token_expires():
    now = [NOW]
    tokens = Tokens(Keyring((Key("one", SECRET),)), lambda: now[0])
    token = tokens.issue(USER, SESSION)
    now[0] += LIFE_SECONDS - 1
    tokens.read(token)
    now[0] += 1
    with pytest.raises(Unauthenticated, match="expired"):
        tokens.read(token)


def test_clocks_of_two_hosts_may_differ_by_seconds():
    issuer = Tokens(Keyring((Key("one", SECRET),)), lambda: NOW + 4)
    Tokens(Keyring((Key("one", SECRET),)), lambda: NOW).read(issuer.issue(USER, SESSION))


def test_after_a_rotation_the_new_key_signs_and_the_old_one_still_verifies(tokens):
    old = tokens.issue(USER, SESSION)
    rotated = Tokens(Keyring((Key("zero", b"z" * 32), Key("one", SECRET))), lambda: NOW)
    rotated.read(old)
    new = rotated.issue(USER, SESSION)
    assert jwt.get_unverified_header(new)["kid"] == "zero"
    with pytest.raises(Unauthenticated):
        tokens.read(new)
    with pytest.raises(Unauthenticated):
        Tokens(Keyring((Key("zero", b"z" * 32),)), lambda: NOW).read(old)


def test_a_refusal_tells_nothing_of_the_token(tokens):
    with pytest.raises(Unauthenticated) as refused:
        tokens.read(forged(body=claims(sub="secret-name")))
    assert "secret" not in str(refused.value)
