"""Projections: what other systems keep of a chronicle, each with a mark of how far it has got."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from actors.events import START_HASH, Event
from actors.records import Rows


class Mark(NamedTuple):
    """How far a target has got with an ecosystem. Kept in the target itself, and moved together with what it says."""

    seq: int = 0  # the number of the last event applied
    epoch: int = 0  # the highest epoch in whose time anything was applied
    hash: str = START_HASH  # the chronicle's hash up to that event


class Target(Protocol):
    """Another system that keeps something of every ecosystem: a graph, a log.

    Any call may raise TargetUnavailable (the same call may be tried again; whether something was applied says the mark) or
    TargetRefused (somebody has to change something first).
    """

    name: str
    """For people, and for what stands in other stores about it: "neo4j"."""

    remedy: str
    """What to do when what it holds of an ecosystem is not from its chronicle; {0} stands for the ecosystem."""

    async def prepare(self) -> None:
        """Create what it needs before anything is applied. Repeating it changes nothing."""

    async def mark(self, ecosystem: str) -> Mark:
        """How far it has got; ``Mark()`` when it knows nothing of the ecosystem."""

    async def apply(self, ecosystem: str, before: Mark, events: Sequence[Event], after: Mark) -> None:
        """Take over the events numbered ``before.seq`` + 1 to ``after.seq`` and move the mark to ``after``: all or nothing.

        Raises StaleEpoch when something was applied in the time of a later epoch, MarkMoved when the mark is not at
        ``before.seq``; then nothing is changed.
        """

    async def forget(self, ecosystem: str) -> None:
        """Remove all of the ecosystem with its mark, as far as the target can; unknown is fine."""

    async def fault(self, ecosystem: str, rows: Rows) -> str:
        """What is wrong with what it holds, given the rows of all events up to its mark; "" when nothing is."""

    async def close(self) -> None:
        """Give back connections."""


class Standing(NamedTuple):
    """How a projection stands, for people."""

    target: str
    state: str  # "current", "behind", "unavailable", "refused", "astray"
    reason: str = ""  # what is wrong, and what to do about it; "" while nothing is
    seq: int = 0  # the last event known to be applied
    behind: int = 0  # so many events are not applied yet
    seconds: float = 0.0  # for so long it has been behind
