"""Ports on loopback, for servers that have no Unix socket."""

import os
import socket
from pathlib import Path

LOOPBACK = "127.0.0.1"


def kept_port(note: Path) -> int:
    """The port written in ``note`` while nobody else has it, else a free one, which is written there.

    A server that is started again is thus found where it was by those who still look for it there.
    """
    text = note.read_text().strip() if note.exists() else ""
    if text.isdecimal() and is_free(int(text)):
        return int(text)
    with socket.create_server((LOOPBACK, 0)) as server:
        port = int(server.getsockname()[1])
    draft = note.with_name(f"{note.name}.{os.getpid()}")
    draft.write_text(f"{port}\n")
    draft.replace(note)
    return port


def noted_port(note: Path) -> int | None:
    """The port written in ``note``, if any."""
    text = note.read_text().strip() if note.exists() else ""
    return int(text) if text.isdecimal() else None


def is_free(port: int) -> bool:
    """Whether a server could listen there now."""
    try:
        with socket.create_server((LOOPBACK, port)):
            return True
    except (OSError, OverflowError):
        return False
