"""The kinds of jobs, and how each is done. A new one is an entry here and in ``offers``."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from runtime.jobs.bench import Bench
from runtime.jobs.checking import check
from runtime.jobs.freezing import snapshots
from runtime.jobs.graphing import rebuild_graph
from runtime.jobs.memories import re_embed
from runtime.jobs.offers import OFFERS
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


_WORK: dict[str, Work] = {"re-embed": re_embed, "graph": rebuild_graph, "snapshots": snapshots, "verify": check}

KINDS: dict[str, Kind] = {offer.name: Kind(offer.name, offer.does, _WORK[offer.name], offer.cap) for offer in OFFERS.values()}
