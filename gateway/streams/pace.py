"""How often somebody may do something: a bucket of tokens that fills up evenly."""

from dataclasses import dataclass, field
from time import monotonic


@dataclass(slots=True)
class Bucket:
    """``burst`` at once, and then ``rate`` a second."""

    rate: float
    burst: float
    _left: float = field(init=False)
    _at: float = field(init=False)

    def __post_init__(self) -> None:
        self._left, self._at = self.burst, monotonic()

    def take(self, now: float | None = None) -> float:
        """Take one. 0 when there was one, else in how many seconds there is."""
        now = monotonic() if now is None else now
        self._left = min(self.burst, self._left + (now - self._at) * self.rate)
        self._at = now
        if self._left < 1:
            return (1 - self._left) / self.rate
        self._left -= 1
        return 0.0
