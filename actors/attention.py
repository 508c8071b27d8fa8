"""Attention: which places are awake in a tick. Who is at a place that sleeps does nothing, and nothing happens to him or her."""

from collections.abc import Sequence

from actors import dice

NEIGHBOURHOOD = 4
"""So many places wake up together, since people mostly go to places near their own."""

TURN = 24
"""So many ticks a place stays awake when its turn has come."""


class Attention:
    """A pure function of seed, places and tick: any process at any time gives the same answer.

    The first ``always`` places are awake in every tick. Of the others ``at_once`` are: neighbourhoods follow one another in an
    order drawn by the seed, so every place has its turn, sleeps while the others have theirs, and wakes up again.
    """

    def __init__(self, seed: int, places: Sequence[str], always: int, at_once: int) -> None:
        self._always = tuple(places[:always])
        self._round = _shuffled(seed, places[always:])
        self._at_once = min(at_once, len(self._round))
        self._known: tuple[int, dict[str, None]] = (-1, {})

    @classmethod
    def everywhere(cls, places: Sequence[str]) -> "Attention":
        """Every place is awake in every tick."""
        return cls(0, places, len(places), 0)

    @property
    def limited(self) -> bool:
        """Whether any place ever sleeps."""
        return self._at_once < len(self._round)

    def awake(self, tick: int) -> dict[str, None]:
        """The places that are awake, in an order of no meaning. To be read only."""
        start = self._start(tick)
        if self._known[0] != start:
            turns = (self._round[(start + n) % len(self._round)] for n in range(self._at_once))
            self._known = start, dict.fromkeys([*self._always, *turns])
        return self._known[1]

    def _start(self, tick: int) -> int:
        return tick * self._at_once // TURN % len(self._round) if self.limited else 0


def _shuffled(seed: int, places: Sequence[str]) -> list[str]:
    """The places, neighbourhood after neighbourhood, in the order drawn by the seed."""
    groups = [places[first : first + NEIGHBOURHOOD] for first in range(0, len(places), NEIGHBOURHOOD)]
    order = dice.shuffled(dice.key(seed, 0, "", "attention"), len(groups))
    return [place for number in order for place in groups[number]]
