"""The schedule: which fault strikes in which round, and at what moment. A pure function of the seed."""

from collections.abc import Sequence
from dataclasses import dataclass

from actors.dice import key, roll, shuffled
from runtime.chaos.faults import LASTING, Fault

WAIT_MS = 50
LEAST_TENTHS, MOST_TENTHS = 2, 40
"""A fault that lasts does so for a fifth of a second to four seconds."""


@dataclass(frozen=True, slots=True)
class Injection:
    """What happens in one round."""

    number: int  # of the round, from 1
    fault: Fault
    tick: int  # it strikes when so many ticks of the round are over,
    wait_ms: int  # and so long after that was seen
    seconds: float  # how long it lasts; 0.0 when it is over at once
    pick: int  # a number by which one of several victims is chosen


def schedule(seed: int, rounds: int, faults: Sequence[Fault], ticks: int) -> list[Injection]:
    """One injection for each round of so many ticks.

    Every fault comes once before any comes again. It strikes in the first two thirds of the round, so that it meets a world
    at work.
    """
    return [_injection(seed, number, _dealt(seed, number, faults), ticks) for number in range(1, rounds + 1)]


def _dealt(seed: int, number: int, faults: Sequence[Fault]) -> Fault:
    deal, place = divmod(number - 1, len(faults))
    return faults[shuffled(key(seed, deal, "faults", "order"), len(faults))[place]]


def _injection(seed: int, number: int, fault: Fault, ticks: int) -> Injection:
    dice = key(seed, number, fault.name, "moment")
    tenths = LEAST_TENTHS + roll(dice, MOST_TENTHS - LEAST_TENTHS + 1, 2)
    seconds = tenths / 10 if fault.deed in LASTING else 0.0
    return Injection(
        number, fault, 1 + roll(dice, max(1, ticks * 2 // 3), 0), roll(dice, WAIT_MS + 1, 1), seconds, roll(dice, 1000, 3)
    )
