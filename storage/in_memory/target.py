"""The port Target in one process's memory: it keeps the events themselves, as a log would."""

from collections.abc import Sequence

from actors.errors import MarkMoved, StaleEpoch
from actors.events import Event
from actors.projection import Mark, Target
from actors.records import Rows, rows_of


class InMemoryTarget(Target):
    """See ``actors.projection.Target``."""

    name = "memory"
    remedy = "have it forget {0}"

    def __init__(self) -> None:
        self.marks: dict[str, Mark] = {}
        self.held: dict[str, list[Event]] = {}

    async def prepare(self) -> None:
        """Nothing to create."""

    async def mark(self, ecosystem: str) -> Mark:
        return self.marks.get(ecosystem, Mark())

    async def apply(self, ecosystem: str, before: Mark, events: Sequence[Event], after: Mark) -> None:
        mark = self.marks.get(ecosystem, Mark())  # without awaiting anything until it is moved
        if mark.epoch > after.epoch:
            raise StaleEpoch(ecosystem, after.epoch, mark.epoch)
        if mark.seq != before.seq:
            raise MarkMoved(self.name, ecosystem, before.seq, mark.seq)
        self.held.setdefault(ecosystem, []).extend(events)
        self.marks[ecosystem] = after

    async def forget(self, ecosystem: str) -> None:
        self.marks.pop(ecosystem, None)
        self.held.pop(ecosystem, None)

    async def fault(self, ecosystem: str, rows: Rows) -> str:
        return "" if rows_of(self.held.get(ecosystem, [])) == rows else "it holds other events"

    async def close(self) -> None:
        """Nothing to give back."""
