"""Passwords: what one must be, and its Argon2id hash."""

import asyncio
import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from actors.errors import InvalidRequest

SHORTEST, LONGEST = 10, 200

AT_ONCE = 2
"""So many are hashed at a time: each takes 19 MiB and some 30 ms of a core."""


class Passwords:
    """Hashes in threads. One for each event loop."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._nobodys = self._hasher.hash(secrets.token_urlsafe())

    async def hash(self, password: str) -> str:
        """With a salt of its own."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, _normal(password))

    async def matches(self, hash: str | None, password: str) -> bool:
        """Whether this is the password. Takes as long for somebody whom there is not (None): that is not to be told."""
        async with self._turns:
            matched = await asyncio.to_thread(self._verified, hash or self._nobodys, _normal(password))
        return matched and hash is not None

    def outdated(self, hash: str) -> bool:
        """Whether it was made under another cost than today's."""
        return self._hasher.check_needs_rehash(hash)

    def _verified(self, hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(hash, password)
        except (VerificationError, InvalidHashError):
            return False


def check_password(password: str, name: str, place: str = "/password") -> None:
    """Raises InvalidRequest: 10 to 200 letters, and not the name. Length is what makes it hard to guess."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise InvalidRequest(place, f"must have {SHORTEST} to {LONGEST} characters")
    if _normal(password).casefold() == _normal(name).casefold():
        raise InvalidRequest(place, "must not be the name")


def new_password() -> str:
    """A random one."""
    return secrets.token_urlsafe(18)


def _normal(password: str) -> str:
    """Alike for letters that only differ in how a keyboard encodes them."""
    return unicodedata.normalize("NFKC", password)
