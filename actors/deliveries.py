"""The port Deliveries: which events subscribers and workers have been given, and what came of each."""

from dataclasses import dataclass
from typing import Protocol

from actors.events import Event


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms a worker takes events."""

    kinds: tuple[str, ...]
    limit: int  # how many new ones at once
    lease: float  # seconds after which they are somebody else's, unless they are done or the lease is renewed
    attempts: int  # how often one may be given out before it is held


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event that a worker has in hand, for the ``attempt``-th time."""

    event: Event
    attempt: int


@dataclass(frozen=True, slots=True)
class Held:
    """An event that a subscription could not get done."""

    seq: int
    tick: int
    kind: str
    attempts: int
    reason: str


@dataclass(frozen=True, slots=True)
class Subscription:
    """How a subscription stands."""

    name: str
    shared: bool
    seq: int  # up to which event all that is wanted was given out
    open: int  # how many of those are in somebody's hands, or wait to be given out again
    held: int


class Deliveries(Protocol):
    """Which events a subscription has been given, and what came of it. A subscription is a name within an ecosystem, and has one
    worker or several, each with a name of its own.

    * No event is given to two workers at a time, and none is passed over: it is done, in somebody's hands, waiting, or held.
    * A subscription that is not shared gets one event after the other: nothing is given out as long as something before it is in
      hands or waits. What is held does not count.
    """

    async def enrol(self, ecosystem: str, name: str, shared: bool, after: int = 0) -> None:
        """Remember the subscription, which begins after that number. One that is known goes on where it stands; raises
        InvalidRequest when that one is shared and this one not, or the other way round. Raises EcosystemUnknown."""

    async def take(self, ecosystem: str, name: str, worker: str, terms: Terms) -> list[Delivery]:
        """Take new events of these kinds, by number. One that was given out before, and is due again, comes first and alone.

        One whose workers have died ``attempts`` times is held instead. Raises EcosystemUnknown, and InvalidRequest for a
        subscription that is not known.
        """

    async def extend(self, ecosystem: str, name: str, worker: str, lease: float) -> None:
        """Keep all that this worker has in hand for so many seconds from now."""

    async def finish(self, ecosystem: str, name: str, worker: str, seq: int) -> bool:
        """It is done. False, and nothing is changed, when it is not in this worker's hands any more."""

    async def put_off(self, ecosystem: str, name: str, worker: str, seq: int, reason: str, seconds: float | None) -> None:
        """It could not be done: give it out again after so many seconds; None holds it. Nothing is changed when it is not in this
        worker's hands any more."""

    async def give_back(self, ecosystem: str, name: str, worker: str) -> None:
        """Let others have at once what this worker has in hand, as if it had not been given out."""

    async def subscriptions(self, ecosystem: str) -> list[Subscription]:
        """How each stands, by name."""

    async def held(self, ecosystem: str, name: str) -> list[Held]:
        """What is held, by number."""

    async def try_again(self, ecosystem: str, name: str, seq: int) -> None:
        """Give out what is held, as if for the first time. Raises InvalidRequest when that number is not held."""

    async def dismiss(self, ecosystem: str, name: str) -> None:
        """Forget the subscription. Unknown is fine."""
