"""The kinds of jobs. A new one is an entry here."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from actors.errors import InvalidRequest
from runtime.jobs.bench import Bench
from runtime.jobs.checking import check
from runtime.jobs.freezing import snapshots
from runtime.jobs.graphing import rebuild_graph
from runtime.jobs.memories import re_embed
from runtime.jobs.progress import Progress

Work = Callable[[Bench, str, Progress], Awaitable[dict[str, Any]]]
"""Does the job for an ecosystem and returns its JSON-able result. It may be begun any number of times, after having been left
at any point, and what it leaves behind is the same. It says how far it has got, and ends when that raises JobStopped."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: its name, what it does (for people), how, and after how many attempts that failed it is held."""

    name: str
    does: str
    work: Work
    cap: int = 5


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("re-embed", "makes the memory index anew", re_embed),
        Kind("graph", "makes the graph in Neo4j anew from the chronicle", rebuild_graph),
        Kind("snapshots", "makes all snapshots anew from the chronicle", snapshots),
        Kind("verify", "computes everything derived again, compares, and keeps the report", check),
    )
}


def kind_of(name: str) -> Kind:
    """Raises InvalidRequest naming those that there are."""
    if name not in KINDS:
        raise InvalidRequest("KIND", f"'{name}' is no kind of job; there are: {', '.join(KINDS)}")
    return KINDS[name]
