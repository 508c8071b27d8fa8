"""Waiting for a condition instead of for luck."""

from collections.abc import Callable
from time import monotonic, sleep
from typing import TypeVar

T = TypeVar("T")

SECONDS = 180.0


def until(found: Callable[[], T], seconds: float = SECONDS) -> T:
    """What is found, once it is something. Fails when it is not within so many seconds."""
    end = monotonic() + seconds
    while not (value := found()):
        assert monotonic() < end, "that did not come about in time"
        sleep(0.05)
    return value
