"""Advisory locks on files. The kernel frees them when their last holder dies, so none is ever stale."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PAUSE = 0.01
MOMENT = 2.0  # longer than anybody needs to look whether a lock is held


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether ``condition`` became true within ``seconds``; it is asked at least once."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(PAUSE)
    return True


def open_lock(path: Path) -> int:
    """A new descriptor of a lock file, made when missing; not yet locked."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def lock(handle: int, seconds: float = MOMENT) -> bool:
    """Take the exclusive lock within ``seconds``, or return False."""
    return wait_until(lambda: _try(handle, fcntl.LOCK_EX), seconds)


def is_locked(path: Path) -> bool:
    """Whether somebody holds the exclusive lock. Looking never disturbs the holder and makes no file."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        return not _try(handle, fcntl.LOCK_SH)
    finally:
        os.close(handle)


@contextmanager
def exclusive(path: Path, seconds: float) -> Iterator[int]:
    """Hold the lock during the block, with the holder's process id as content; yields the descriptor.

    A child that inherits the descriptor keeps the lock held for as long as it lives. Raises TimeoutError with the holder's id.
    """
    handle = open_lock(path)
    try:
        if not lock(handle, seconds):
            raise TimeoutError(path.read_text().strip() or "unknown")
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield handle
    finally:
        os.close(handle)


def _try(handle: int, mode: int) -> bool:
    try:
        fcntl.flock(handle, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
