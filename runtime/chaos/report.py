"""The report: every fault with how often it was done, how long it took until all was well again, and what did not hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from runtime.chaos.schedule import Injection


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one round. ``recovery`` is in seconds, None when the victim did not come back or was not struck."""

    injection: Injection
    ecosystem: str
    tick: int  # at which it was struck
    recovery: float | None
    violations: tuple[str, ...] = ()
    missed: bool = False  # nobody was there to be struck any more


@dataclass(slots=True)
class Tally:
    """All rounds so far."""

    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def violations(self) -> list[str]:
        """What did not hold, with the round in which it did not, and every fault that was never done."""
        never = [f"{name} was never done" for name, outcomes in self.by_fault().items() if all(one.missed for one in outcomes)]
        return [
            f"round {one.injection.number}, {one.injection.fault.name}, {one.ecosystem}: {fault}"
            for one in self.outcomes for fault in one.violations
        ] + never  # fmt: skip

    def by_fault(self) -> dict[str, list[Outcome]]:
        """The outcomes under the fault's name, by name."""
        names = sorted({one.injection.fault.name for one in self.outcomes})
        return {name: [one for one in self.outcomes if one.injection.fault.name == name] for name in names}

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON-able values; times in seconds."""
        return {
            "rounds": len(self.outcomes), "ok": not self.violations, "violations": self.violations,
            "faults": {name: _figures(outcomes) for name, outcomes in self.by_fault().items()},
        }  # fmt: skip

    def table(self) -> Iterator[str]:
        """The same for people."""
        yield f"{'fault':18}{'times':>7}{'median s':>11}{'max s':>9}{'violations':>12}"
        for name, outcomes in self.by_fault().items():
            figures = _figures(outcomes)
            times = "".join(f"{'-' if value is None else f'{value:.2f}':>{width}}"
                            for value, width in ((figures["median_s"], 11), (figures["max_s"], 9)))  # fmt: skip
            yield f"{name:18}{figures['times']:7}{times}{figures['violations']:12}"
        yield f"{'all':18}{sum(not one.missed for one in self.outcomes):7}{'':11}{'':9}{len(self.violations):12}"


def _figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    took = [one.recovery for one in outcomes if one.recovery is not None]
    return {
        "times": sum(not one.missed for one in outcomes), "median_s": round(median(took), 3) if took else None,
        "max_s": round(max(took), 3) if took else None, "violations": sum(len(one.violations) for one in outcomes),
    }  # fmt: skip
