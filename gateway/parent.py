"""Ending with ``fabula serve``: what it started must not outlive it, and hold its port, when it is killed."""

import os
import signal
import threading
from collections.abc import Mapping

VARIABLE = "FABULA_SERVED_BY"
LOOK_SECONDS = 0.5


def served_by_us() -> Mapping[str, str]:
    """What the environment of a process that we start has, so that it ends with us."""
    return {VARIABLE: str(os.getpid())}


def end_with_parent() -> None:
    """In a process that ``fabula serve`` started: have it told to end (SIGTERM) soon after that is gone, however it went. In
    any other nothing."""
    if parent := os.environ.get(VARIABLE):
        threading.Thread(target=_watch, args=(int(parent),), name="parent", daemon=True).start()


def _watch(parent: int) -> None:
    """Wait until this process has another parent, then have it told to end. In a thread, since the loop may be busy.

    Which process takes orphans in differs between systems, so what is asked is whether the parent is still the same one.
    """
    looked = threading.Event()
    while os.getppid() == parent:
        looked.wait(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
