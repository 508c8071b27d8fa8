"""Which events somebody wants to hear of."""

from collections.abc import Iterable
from dataclasses import dataclass

from gateway.streams.told import Told


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is empty or None wants everything; what is given must all be fulfilled."""

    kinds: frozenset[str] = frozenset()
    characters: frozenset[str] = frozenset()
    first_tick: int | None = None
    last_tick: int | None = None

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return self == Wanted()

    def admits(self, told: Told) -> bool:
        """Whether this one is wanted."""
        return (
            (not self.kinds or told.kind in self.kinds)
            and (not self.characters or not self.characters.isdisjoint(told.characters))
            and (self.first_tick is None or told.tick >= self.first_tick)
            and (self.last_tick is None or told.tick <= self.last_tick)
        )

    def of(self, all: Iterable[Told]) -> list[Told]:
        """Those of them that are wanted, in their order."""
        return list(all) if self.everything else [told for told in all if self.admits(told)]
