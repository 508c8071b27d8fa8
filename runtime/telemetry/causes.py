"""Which requests a tick is the effect of: the traces that came with the orders in the agenda."""

from collections.abc import Sequence

from actors.ports import Due
from storage.tracing import TRACE

MOST = 1000
"""So many traces at most are remembered, so that none counts twice."""


class Causes:
    """The orders that a session has seen, each counted once: for the first tick that it may have an effect on."""

    def __init__(self) -> None:
        self._seen: dict[str, None] = {}
        self._waiting: list[tuple[int, str]] = []

    def note(self, due: Sequence[Due]) -> None:
        """Look at what is due."""
        for order in due:
            trace = str(order.body.get(TRACE, ""))
            if trace and trace not in self._seen:
                self._seen[trace] = None
                self._waiting.append((order.at_tick, trace))
        for trace in list(self._seen)[:-MOST]:
            del self._seen[trace]

    def of(self, tick: int) -> list[str]:
        """The traces that this tick is the effect of."""
        found = [trace for at_tick, trace in self._waiting if at_tick <= tick]
        self._waiting = [(at_tick, trace) for at_tick, trace in self._waiting if at_tick > tick]
        return found
