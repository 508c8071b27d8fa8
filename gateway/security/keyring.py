"""The keys that sign access tokens: one signs, several verify, so that a key can be replaced while its tokens live."""

import base64
import binascii
import json
import os
import re
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from actors.errors import ServiceFailed

BYTES = 32
KEPT = 3
"""So many keys stay after a rotation; the tokens of the others have long expired when keys are rotated by hand."""

LOOK_SECONDS = 1.0
NAME = re.compile(r"[A-Za-z0-9_-]{1,32}")


@dataclass(frozen=True, slots=True)
class Key:
    """A secret, and the name under which tokens refer to it."""

    name: str
    secret: bytes

    def __repr__(self) -> str:
        return f"Key({self.name!r})"


class Keyring:
    """Keys that are given, the first of which signs."""

    def __init__(self, keys: tuple[Key, ...]) -> None:
        self._keys = keys

    @property
    def signing(self) -> Key:
        """The key for new tokens."""
        return self._current()[0]

    def verifying(self, name: object) -> Key | None:
        """The key of this name; a name is looked up among the known ones, and is never anything else."""
        return next((key for key in self._current() if key.name == name), None)

    def _current(self) -> tuple[Key, ...]:
        return self._keys


class KeyFile(Keyring):
    """Keys in a file of ours, which is made when it is missing and read again when it has changed. Raises ServiceFailed when
    it cannot be, or others may read it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        if not path.exists():
            _make(path, (_new_key(),))
        super().__init__(_read(path))
        self._stamp = _stamp(path)
        self._looked = time.monotonic()

    def _current(self) -> tuple[Key, ...]:
        if time.monotonic() - self._looked > LOOK_SECONDS:
            self._looked = time.monotonic()
            with suppress(ServiceFailed):  # what was read before goes on to count
                self._look()
        return self._keys

    def _look(self) -> None:
        stamp = _stamp(self._path)
        if stamp != self._stamp:
            self._keys, self._stamp = _read(self._path), stamp


def opened(home: Path, given: str | None) -> Keyring:
    """The keys of a setting, else those of the data directory."""
    return Keyring(parse(given)) if given else KeyFile(path_in(home))


def path_in(home: Path) -> Path:
    """Where the keys of a data directory are."""
    return home / "keys" / "tokens.json"


def rotate(home: Path) -> str:
    """Sign with a new key from now on, and verify with the last ones too; the new key's name. Running gateways notice."""
    path = path_in(home)
    before = _read(path) if path.exists() else ()
    key = _new_key()
    draft = _draft(path, (key, *before)[:KEPT])
    draft.replace(path)
    return key.name


def parse(text: str) -> tuple[Key, ...]:
    """Keys as ``name:secret``, with commas between; secrets are base64url of at least 32 bytes. Raises ValueError, whose text
    shows no secret."""
    keys = tuple(_parsed(*part.strip().partition(":")) for part in text.split(","))
    if len({key.name for key in keys}) != len(keys):
        raise ValueError("names a key twice")
    return keys


def _parsed(name: str, _: str, secret: str) -> Key:
    try:
        found = base64.b64decode(secret + "=" * (-len(secret) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if not NAME.fullmatch(name) or len(found) < BYTES:
        raise ValueError(f"must be name:secret, or several with commas between; a secret is base64url of {BYTES} bytes or more")
    return Key(name, found)


def _new_key() -> Key:
    return Key(f"{time.strftime('%Y%m%d', time.gmtime())}-{secrets.token_hex(4)}", secrets.token_bytes(BYTES))


def _make(path: Path, keys: tuple[Key, ...]) -> None:
    """Unless another process is faster."""
    draft = _draft(path, keys)
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def _draft(path: Path, keys: tuple[Key, ...]) -> Path:
    text = json.dumps({key.name: base64.urlsafe_b64encode(key.secret).decode() for key in keys}, indent=1)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise ServiceFailed(str(path), f"cannot be written: {error.strerror}") from error
    return draft


def _read(path: Path) -> tuple[Key, ...]:
    try:
        if path.stat().st_mode & 0o077:
            raise ServiceFailed(str(path), "others may read the keys in it; `chmod 600` it, and if they might have, rotate them")
        text = ",".join(f"{name}:{secret}" for name, secret in json.loads(path.read_text()).items())
        return parse(text)
    except OSError as error:
        raise ServiceFailed(str(path), f"cannot be read: {error.strerror}") from error
    except (ValueError, AttributeError) as error:
        raise ServiceFailed(
            str(path), "is no file of keys; remove it, and a new one is made (everybody has to sign in)"
        ) from error


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError as error:
        raise ServiceFailed(str(path), f"cannot be read: {error.strerror}") from error
    return found.st_mtime_ns, found.st_ino
