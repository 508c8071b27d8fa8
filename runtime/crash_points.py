"""Crash points: where a process can be told to die, so that anybody can see that nothing is lost by it.

``FABULA_CRASH=before_commit:3`` kills the supervisor the third time that it is about to commit. Several are separated by commas,
and ``before_commit:3:troupe`` has a troupe killed at that moment instead. See docs/recovery.md.
"""

from dataclasses import dataclass
from enum import StrEnum


class Point(StrEnum):
    """The moments, in the order in which they come in a tick, and then those outside of ticks."""

    AFTER_ADVANCE = "after_advance"  # every troupe has said what its characters wish
    BEFORE_COMMIT = "before_commit"  # the tick is resolved, and Postgres knows nothing of it
    IN_COMMIT = "in_commit"  # Postgres has all rows, inside an open transaction
    AFTER_COMMIT = "after_commit"  # Postgres has committed, and nobody was told
    AFTER_ANNOUNCE = "after_announce"  # the bus was told
    IN_SNAPSHOT = "in_snapshot"  # half of the characters' states are saved
    IN_MEMORY_FLUSH = "in_memory_flush"  # the memory index has a batch, and its cursor has not moved
    IN_MIGRATION = "in_migration"  # every step is applied, inside an open transaction


TROUPE = "troupe"
OUTSIDE_TICKS = (Point.IN_MEMORY_FLUSH, Point.IN_MIGRATION)
"""Passed by commands that have no troupes."""


@dataclass(frozen=True, slots=True)
class Crash:
    """Who dies when a point is passed for the ``occurrence``-th time: a troupe, or the process that passes it."""

    point: Point
    occurrence: int
    troupe: bool = False


def read_crashes(text: str) -> tuple[Crash, ...]:
    """What ``FABULA_CRASH`` says. Raises ValueError with a reason that names the piece."""
    return tuple(_read(piece.strip()) for piece in text.split(","))


def _read(piece: str) -> Crash:
    name, _, rest = piece.partition(":")
    occurrence, _, victim = rest.partition(":")
    if name not in list(Point):
        raise ValueError(f"'{name}' is none of the points {', '.join(Point)}")
    if not occurrence.isdecimal() or int(occurrence) < 1:
        raise ValueError(f"'{piece}' does not say which time: write {name}:1 for the first")
    if victim not in ("", TROUPE) or (victim and name in OUTSIDE_TICKS):
        raise ValueError(f"'{victim}' cannot be killed at {name}")
    return Crash(Point(name), int(occurrence), victim == TROUPE)
