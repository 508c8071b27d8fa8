"""Unix sockets: a place whose path is short enough for the operating system."""

import hashlib
import os
import socket
import tempfile
from contextlib import suppress
from pathlib import Path

from actors.errors import ServiceFailed
from runtime.services.account import Account

LONGEST = 103  # bytes: the smallest limit of any Unix (Linux allows 107)
LONGEST_NAME = "/.s.PGSQL.5432"
UNFIT = set(",\"'\\\n")  # a path with these cannot be told to every server and client


def socket_directory(preferred: Path, service: str, account: Account) -> Path:
    """``preferred``, or, when its path is too long, a directory of this account alone under the system's temporary one.

    Raises ServiceFailed when somebody else occupies that place.
    """
    if _fits(preferred):
        return preferred
    name = hashlib.blake2b(f"{preferred}:{account.uid}".encode(), digest_size=6).hexdigest()
    places = [Path(tempfile.gettempdir()), Path("/tmp")]
    place = next(base for base in places if _fits(base / f"fabula-{name}")) / f"fabula-{name}"
    with suppress(FileExistsError):
        place.mkdir(mode=0o700)
        account.give(place)
    _check_private(place, service, account)
    return place


def forget_socket_directory(used: Path, preferred: Path) -> None:
    """Remove a directory that ``socket_directory`` made elsewhere, if it is empty."""
    if used != preferred:
        with suppress(OSError):
            used.rmdir()


def is_listening(path: Path) -> bool:
    """Whether a living process accepts connections there."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        try:
            client.connect(str(path))
        except OSError:
            return False
    return True


def _fits(directory: Path) -> bool:
    path = f"{directory}{LONGEST_NAME}"
    return len(os.fsencode(path)) <= LONGEST and not UNFIT & set(path)


def _check_private(place: Path, service: str, account: Account) -> None:
    found = place.lstat()
    if place.is_symlink() or found.st_uid != account.uid or found.st_mode & 0o077:
        raise ServiceFailed(service, f"its socket directory {place} is not private to {account.name}; remove it")
