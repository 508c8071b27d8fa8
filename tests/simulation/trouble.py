"""What can go wrong in a simulated world, and the weather: which of it does, how often, and until when."""

import asyncio
import pickle
from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from random import Random
from typing import Any


class Trouble(StrEnum):
    """Every kind of trouble; the value tells it in a trace."""

    STORE_REFUSES = "the store does not answer, and nothing happened"
    REPLY_LOST = "the store's reply is lost, but it happened"
    COMMIT_REFUSED = "a commit is not answered, and not written"
    COMMIT_REPLY_LOST = "a commit is not answered, but written"
    GIVEN_UP = "a request is given up, and arrives later"
    OUTLIVES = "a request arrives after whoever sent it was killed"
    OUTAGE = "the store is away for a while"
    SLOW = "an answer takes a hundred times as long"
    ANNOUNCEMENT_LOST = "an announcement is lost"
    ANNOUNCEMENT_LATE = "an announcement comes late"
    TROUPE_DIES = "a troupe dies before it hears"
    TROUPE_REPLY_LOST = "a troupe's reply is lost"
    TROUPES_SWAPPED = "a troupe makes place for another one, or for one that comes back as it was"
    TROUPE_KILLED = "a troupe is killed at some step"
    INDEX_BREAKS = "the index fails half way in a batch"
    KEEPER_KILLED = "the keeper is killed at some step"
    REBUILT = "the index is made anew"
    PROJECTOR_KILLED = "the projector is killed at some step"
    PROJECTOR_DOUBLED = "another projector begins beside the first"
    REPROJECTED = "everything is projected anew"
    READER_KILLED = "a reader is killed at some step"
    SUPERVISOR_KILLED = "the supervisor is killed at some step"
    SUPERVISOR_STOPPED = "the supervisor stands still for a while"
    SUPERVISOR_REPLACED = "the supervisor is given up and replaced, but goes on"
    POWER_CUT = "everybody is killed at once"
    WAKE_LOST = "a message that should wake is lost"
    ORDER_CHANGED = "a farther run is ordered under the same key"
    PAUSED = "somebody pauses the ecosystem"
    DIRECTED = "somebody orders a directive"


COMMON = 0.35
"""How likely each kind is in a world: few at a time find more than all at once."""

OFTEN_POSSIBLE = (0.01, 0.2)
SELDOM_POSSIBLE = (0.1, 0.9)
"""Between these, how often a kind strikes where it may: more often if it may seldom."""

SELDOM = (
    Trouble.COMMIT_REFUSED, Trouble.COMMIT_REPLY_LOST, Trouble.OUTLIVES, Trouble.ANNOUNCEMENT_LOST, Trouble.ANNOUNCEMENT_LATE,
    Trouble.TROUPES_SWAPPED, Trouble.INDEX_BREAKS, Trouble.REBUILT, Trouble.REPROJECTED, Trouble.WAKE_LOST,
)  # fmt: skip

LATENCIES = (0.001, 0.01, 0.1)

RESTS = (0.0, 0.0, 0.5, 5.0)
"""Seconds for which a company stays when nothing is due any more."""

COMPANIONS = {Trouble.OUTLIVES: Trouble.SUPERVISOR_KILLED}
"""The first happens only where the second does."""


class Weather:
    """The troubles of one world, drawn from its dice."""

    def __init__(self, dice: Random, now: Callable[[], float]) -> None:
        self.dice = dice
        self.counts: Counter[Trouble] = Counter()
        self.told: list[tuple[float, str]] = []
        self.latency = dice.choice(LATENCIES)
        self.rest = dice.choice(RESTS)
        self.fair = False
        self._now = now
        kinds = [kind for kind in Trouble if dice.random() < COMMON]
        kinds += [COMPANIONS[kind] for kind in kinds if kind in COMPANIONS]
        self._rates = {kind: _rate(dice, kind) for kind in kinds}
        self._by_value = dice.random() < 0.2
        self._away_until = 0.0

    def kinds(self) -> list[Trouble]:
        """Those of this world."""
        return list(self._rates)

    def clear_up(self) -> None:
        """From now on nothing goes wrong any more."""
        self.fair, self._away_until = True, 0.0

    def strikes(self, kind: Trouble) -> bool:
        """Whether it happens here and now."""
        if self.fair or kind not in self._rates or self.dice.random() >= self._rates[kind]:
            return False
        self.note(kind)
        return True

    def posted(self, message: Any) -> Any:
        """A message as it arrives: in some worlds the very same objects, in others copies as between real processes."""
        return pickle.loads(pickle.dumps(message)) if self._by_value else message

    def away(self) -> bool:
        """Whether the store is."""
        return self._now() < self._away_until

    def take_away(self) -> None:
        """The store, for a while."""
        self.note(Trouble.OUTAGE)
        self._away_until = self._now() + self.dice.expovariate(1.0)

    def note(self, kind: Trouble) -> None:
        """It happened."""
        self.counts[kind] += 1
        self.tell(kind)

    def tell(self, what: str) -> None:
        """For the trace."""
        self.told.append((self._now(), what))

    async def pause(self) -> None:
        """As long as a message takes."""
        draw = self.dice.random()
        if draw < 0.2:
            return
        if draw < 0.4:
            await asyncio.sleep(0)
        else:
            await asyncio.sleep(self.latency * draw * (100 if self.strikes(Trouble.SLOW) else 1))


def _rate(dice: Random, kind: Trouble) -> float:
    """Small ones as often as great ones."""
    low, high = SELDOM_POSSIBLE if kind in SELDOM else OFTEN_POSSIBLE
    return low * (high / low) ** dice.random()
