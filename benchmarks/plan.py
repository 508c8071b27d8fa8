"""What is to be measured, and how large."""

from dataclasses import dataclass
from math import inf

ALL = (
    "D1",
    "D2",
    "D4",
    "D5",
    "D6",
    "D8",
    "D9",
    "D11",
    "announcing",
    "growth",
    "page",
    "page-memory",
    "reads",
    "speech",
    "streams",
)
"""In the order of the table. D3 (time bound by a language model) waits for minds that have one."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes are numbers of characters."""

    chosen: tuple[str, ...] = ALL
    rounds: int = 5
    sizes: tuple[int, ...] = (77, 1_000)  # of D1 and D2; the largest is that of D5, D6 and D9
    growth: tuple[int, ...] = (10, 100, 1_000, 10_000)
    young: int = 20  # of D11: the first tick of the young window
    old: int = 2_000  # and the last one of the old
    window: int = 50  # ticks in each of the two
    followed: int = 100  # ticks of D4
    projected: int = 300  # ticks of D8, once as fast as possible and once at a pace
    announced: int = 60  # ticks
    sent: int = 200_000  # frames of "streams", to all clients together
    looked: int = 40  # ticks of "page", from commit to pixels
    framed: float = 10.0  # seconds of "page" for each count of frames
    heard: int = 60_000  # events of "page-memory": 20 minutes at 50 a second
    pace: float = inf  # of these events a second: as many as the page takes
    spoken: int = 200  # ticks of "speech"
    interactions: int = 3_000  # that many about are enough for one figure

    def ticks(self, characters: int) -> int:
        """So many that about ``interactions`` come of them: more than a quarter of all have one in each tick."""
        return max(3, min(200, self.interactions * 4 // characters))
