"""What an ecosystem publishes about itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Status:
    """A frozen value: it may be read at any time, from any thread, and never changes under the reader."""

    ecosystem: str
    # waking, running, live, answering (what people asked, while nobody acts by himself),
    # asleep, paused, waiting (for a store, a place or an answer), superseded (by another supervisor),
    # unreachable (nothing can be known or done from here)
    state: str
    reason: str
    tick: int
    seq: int
    hash: str
    interactions: int  # since this process took over
    restarts: int  # troupes started again since this process took over
    commit_us: int = 0  # what a commit takes, in microseconds: the median of the last ones

    @property
    def settled(self) -> bool:
        """Whether nothing more will happen without a message."""
        return self.state in ("asleep", "paused", "superseded", "unreachable")
