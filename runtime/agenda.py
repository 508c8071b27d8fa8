"""The agenda, read: what an ecosystem is to do next."""

from collections.abc import Iterable
from dataclasses import dataclass

from actors.ports import Due
from actors.steering import KINDS as ORDERS
from actors.steering import STEP

PAUSE = "pause"
"""The kind of what stands in the agenda for as long as a person has an ecosystem paused."""

BY_A_PERSON = "paused by "
"""So begins the reason of every pause that a person ordered, and of no other."""


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is ordered, as of a tick."""

    pause: str  # by whom and why, or ""
    steps: int  # up to this tick also while it is paused; 0 when there is nothing to do
    runs: list[Due]
    tempo_ms: int  # 0 when it does not live
    at_once: bool  # people wait for something that needs no life going on
    next_order: int  # the tick of the earliest order that waits for one; 0 when none does

    @property
    def run_until(self) -> int:
        """The farthest tick of all runs."""
        return max((int(run.body["until"]) for run in self.runs), default=0)


def read(due: Iterable[Due], tick: int) -> Agenda:
    """The agenda of an ecosystem that stands at the end of this tick."""
    due = list(due)
    pause = next((f"{BY_A_PERSON}{each.body['by']}{_because(each)}" for each in due if each.kind == PAUSE), "")
    orders = [each for each in due if each.kind in ORDERS]
    steps = [int(each.body["until"]) for each in due if each.kind == STEP]
    return Agenda(
        pause=pause,
        steps=max(steps, default=0),
        runs=[each for each in due if each.kind == "run"],
        tempo_ms=next((int(each.body["tempo_ms"]) for each in due if each.kind == "live"), 0),
        at_once=any(each.body.get("at_once") and each.at_tick <= tick + 1 for each in orders),
        next_order=min((max(each.at_tick, tick + 1) for each in orders), default=0),
    )


def _because(pause: Due) -> str:
    return f": {pause.body['reason']}" if pause.body["reason"] else ""
