"""What an ecosystem's process counts of its play."""

from actors.events import INTERACTED
from actors.supervisor import Done
from runtime.telemetry.instruments import (
    ACTIVE_CHARACTERS,
    COMMIT_SECONDS,
    INTERACTION_SECONDS,
    INTERACTIONS,
    TICK_SECONDS,
    TROUPES_LOST,
)

TYPES = 64
"""So many types of interactions have counts of their own in a process; the rest is one."""

OTHER = "other"

_types: set[str] = set()


def ticked(ecosystem: str, done: Done, seconds: float) -> None:
    """A tick was committed, so many seconds after it had begun."""
    TICK_SECONDS.observe(seconds)
    for event in done.events:
        if event.kind == INTERACTED:
            kind = type_of(str(event.body["move"]))
            INTERACTIONS.labels(kind, ecosystem).inc()
            INTERACTION_SECONDS.labels(kind).observe(seconds)


def committed(seconds: float) -> None:
    """The transaction of a commit took so long."""
    COMMIT_SECONDS.observe(seconds)


def lost(troupes: int) -> None:
    """So many troupes have to be started again."""
    TROUPES_LOST.inc(troupes)


def plays(ecosystem: str, characters: int) -> None:
    """The ecosystem's cast is at work."""
    ACTIVE_CHARACTERS.labels(ecosystem).set(characters)


def rests(ecosystem: str) -> None:
    """It is not any more."""
    ACTIVE_CHARACTERS.remove_by_labels({"ecosystem_id": ecosystem})


def type_of(move: str) -> str:
    """The type of an interaction: its move."""
    if move in _types or len(_types) < TYPES:
        _types.add(move)
        return move
    return OTHER
