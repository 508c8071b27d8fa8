"""Counting who watches, and why it ended."""

from collections.abc import Iterator
from contextlib import contextmanager

from actors.errors import EcosystemUnknown, FabulaError
from gateway.errors import Forbidden, TooManyRequests, Unauthenticated
from gateway.metrics import STREAM_CLIENTS, STREAM_CUTS, STREAM_RESETS
from gateway.streams.errors import Lagging, Late, Malformed, Restarting

REASONS: dict[type[FabulaError], str] = {
    Lagging: "slow",
    Restarting: "draining",
    Unauthenticated: "revoked",
    Forbidden: "revoked",
    EcosystemUnknown: "revoked",
    Late: "expired",
    Malformed: "malformed",
    TooManyRequests: "malformed",
}


@contextmanager
def counted(kind: str) -> Iterator[None]:
    """Somebody is connected inside the block."""
    STREAM_CLIENTS.labels(kind).inc()
    try:
        yield
    finally:
        STREAM_CLIENTS.labels(kind).dec()


def cut(kind: str, error: Exception) -> None:
    """We have parted from somebody."""
    STREAM_CUTS.labels(kind, next((REASONS[each] for each in type(error).__mro__ if each in REASONS), "failed")).inc()


def reset(kind: str) -> None:
    """Somebody was sent a snapshot."""
    STREAM_RESETS.labels(kind).inc()
