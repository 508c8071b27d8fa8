"""Secrets that are shown once and kept as a hash; and text that Postgres can hold."""

import hashlib
import secrets

BYTES = 32


def new_secret() -> str:
    """256 random bits, as text that fits into a URL."""
    return secrets.token_urlsafe(BYTES)


def hash_of(secret: str) -> bytes:
    """What is kept of it. So many random bits need no slow hash, and no salt."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def storable(text: str) -> bool:
    """Whether Postgres could hold it at all: what it could not is nobody's name and nothing's id."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
