"""A campaign: one world after the other, seed by seed, and what became of them."""

import gc
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

from tests.simulation.loop import Restless, Stuck
from tests.simulation.miniature import miniature
from tests.simulation.promises import broken_promises
from tests.simulation.trouble import Trouble
from tests.simulation.world import SimulatedWorld, Unrest

ENOUGH = 400
"""After so many worlds every kind of trouble must have happened."""

MOST_FAILURES = 3
WORLDS_BETWEEN_COLLECTIONS = 100


@dataclass(slots=True)
class Failure:
    """A world that broke a promise; ``seed`` repeats it."""

    seed: int
    faults: list[str]
    told: list[tuple[float, str]]

    def __str__(self) -> str:
        faults = "\n".join(f"  - {fault}" for fault in self.faults)
        return f"seed {self.seed}:\n{faults}\n  again: python -m tests.simulation --seed {self.seed} --worlds 1 --trace"


@dataclass(slots=True)
class Campaign:
    """What became of all worlds so far."""

    first: int
    worlds: int = 0
    ticks: int = 0
    seconds: float = 0.0  # of CPU
    troubles: Counter[Trouble] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    told: list[tuple[float, str]] = field(default_factory=list)  # by the last world

    @property
    def missing(self) -> list[Trouble]:
        """Kinds of trouble that should have happened by now, and never did."""
        return [kind for kind in Trouble if not self.troubles[kind]] if self.worlds >= ENOUGH else []

    def run(self, seconds: float | None = None, worlds: int | None = None, failures: int = MOST_FAILURES) -> "Campaign":
        """For so many seconds of CPU or so many worlds, whichever ends first, or until so many have failed."""
        begun = time.process_time()
        with miniature(), _collected_rarely():
            for seed in count(self.first):
                self.seconds = time.process_time() - begun
                over = (seconds is not None and self.seconds >= seconds) or (worlds is not None and self.worlds >= worlds)
                if over or len(self.failures) >= failures:
                    break
                self._play(seed)
                if self.worlds % WORLDS_BETWEEN_COLLECTIONS == 0:
                    _collect()
        return self

    def _play(self, seed: int) -> None:
        world = SimulatedWorld(seed)
        faults = played(world)
        self.worlds += 1
        self.ticks += len(world.store.commits)
        self.troubles.update(world.weather.counts)
        self.told = world.weather.told
        if faults:
            self.failures.append(Failure(seed, faults, self.told))


def played(world: SimulatedWorld) -> list[str]:
    """Play it; what is wrong with it then."""
    try:
        world.play()
    except (Unrest, Stuck, Restless) as unrest:
        return [f"{type(unrest).__name__}: {unrest}"]
    return broken_promises(world)


@contextmanager
def _collected_rarely() -> Iterator[None]:
    """Inside, garbage is collected between worlds only: the same seed must find the same heap at the same step."""
    gc.disable()
    _collect()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.enable()


def _collect() -> None:
    gc.collect()
    gc.freeze()  # what all worlds share need not be looked at again
