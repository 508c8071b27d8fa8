"""Access tokens: short-lived JSON Web Tokens that name a session. What its user may do is asked of the store each time."""

import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import jwt

from actors.errors import Unauthenticated
from gateway.security.keyring import Keyring

ALGORITHM = "HS256"
ISSUER = "fabula"
AUDIENCE = "fabula-api"
KIND = "access"

LIFE_SECONDS = 15 * 60
LONGEST = 2048

_SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_HEADER = {"alg", "kid", "typ"}
_CLAIMS = {"iss", "aud", "sub", "sid", "jti", "typ", "iat", "nbf", "exp"}


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says."""

    user: UUID
    session: UUID
    id: UUID
    expires_at: int


class Tokens:
    """Makes and reads tokens. The algorithm is ours, never the token's: its header only chooses among the known keys."""

    def __init__(self, keyring: Keyring, now: Callable[[], float] = time.time) -> None:
        self._keyring = keyring
        self._now = now

    def issue(self, user: UUID, session: UUID) -> str:
        """A token for a session that is good."""
        now, key = int(self._now()), self._keyring.signing
        claims = {
            "iss": ISSUER, "aud": AUDIENCE, "sub": str(user), "sid": str(session), "jti": str(uuid.uuid4()), "typ": KIND,
            "iat": now, "nbf": now, "exp": now + LIFE_SECONDS,
        }  # fmt: skip
        return jwt.encode(claims, key.secret, ALGORITHM, {"kid": key.name, "typ": "JWT"})

    def read(self, token: str) -> Claims:
        """What it says. Raises Unauthenticated when it was not made by ``issue`` with one of the keys, or its time is over."""
        try:
            return _claims(self._decoded(token))
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
            expired = isinstance(error, jwt.ExpiredSignatureError)
            raise Unauthenticated("the access token has expired" if expired else "this is no valid access token") from error

    def _decoded(self, token: str) -> dict[str, Any]:
        if len(token) > LONGEST or not _SHAPE.fullmatch(token):
            raise ValueError("no token")
        header = jwt.get_unverified_header(token)
        key = self._keyring.verifying(header.get("kid"))
        if key is None or set(header) != _HEADER or header["alg"] != ALGORITHM or header["typ"] != "JWT":
            raise ValueError("not our header")
        claims: dict[str, Any] = jwt.decode(
            token, key.secret, [ALGORITHM], issuer=ISSUER, audience=AUDIENCE,
            options={"require": sorted(_CLAIMS), "verify_exp": False, "verify_nbf": False, "verify_iat": False},
        )  # fmt: skip
        self._check_time(claims)
        return claims

    def _check_time(self, claims: dict[str, Any]) -> None:
        """By our clock, to the second; hosts whose clocks differ by more than a few would sign people out."""
        if any(type(claims[name]) is not int for name in ("iat", "nbf", "exp")):
            raise ValueError("no times")
        if claims["exp"] <= self._now():
            raise jwt.ExpiredSignatureError("expired")
        if max(claims["nbf"], claims["iat"]) > self._now() + 5 or claims["exp"] - claims["iat"] > LIFE_SECONDS:
            raise jwt.ImmatureSignatureError("not yet, or for too long")


def _claims(found: dict[str, Any]) -> Claims:
    texts = all(isinstance(found[name], str) for name in ("sub", "sid", "jti"))
    if set(found) != _CLAIMS or found["typ"] != KIND or found["aud"] != AUDIENCE or not texts:
        raise ValueError("not our claims")
    return Claims(UUID(found["sub"]), UUID(found["sid"]), UUID(found["jti"]), found["exp"])
