"""How fast a run goes: for people who watch it, never for a decision."""

from collections import deque

WINDOW_SECONDS = 15.0
"""What is shown is the speed of about this long: steady enough to read, young enough to be true."""


class Pace:
    """Ticks and interactions for each second, over the last while. Time is given to it, in seconds of any clock."""

    def __init__(self, until: int) -> None:
        self._until = until
        self._seen: deque[tuple[float, int, int]] = deque()

    def note(self, seconds: float, tick: int, interactions: int) -> None:
        """How far the run has got by now. Counts that begin anew (after a restart) begin the window anew too."""
        if self._seen and (tick < self._seen[-1][1] or interactions < self._seen[-1][2]):
            self._seen.clear()
        self._seen.append((seconds, tick, interactions))
        while len(self._seen) > 2 and self._seen[1][0] <= seconds - WINDOW_SECONDS:
            self._seen.popleft()

    @property
    def ticks_per_s(self) -> float:
        """0 as long as nothing can be said."""
        return self._rate(1)

    @property
    def interactions_per_s(self) -> float:
        """0 as long as nothing can be said."""
        return self._rate(2)

    @property
    def seconds_left(self) -> float | None:
        """Until the last tick at this pace; None as long as nothing can be said."""
        speed = self.ticks_per_s
        return max(0, self._until - self._seen[-1][1]) / speed if speed else None

    def _rate(self, column: int) -> float:
        if len(self._seen) < 2:
            return 0.0
        first, last = self._seen[0], self._seen[-1]
        seconds = last[0] - first[0]
        return (last[column] - first[column]) / seconds if seconds > 0 else 0.0
