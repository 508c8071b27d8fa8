"""The shuffle bag: every entry comes once before one comes again, in an order drawn by a key.

Each entry holds tickets. Tickets are shuffled (Fisher–Yates, read from its finished end), and of an entry's tickets the first one
drawn counts, so that entries with more of them tend to come earlier. Only as much of an order is drawn as is asked for, and it is
kept, so that going on costs one step instead of all of them again.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from actors.dice import mix, roll
from actors.mind.production import Production

KEPT = 20_000
"""Orders kept for going on; the oldest is dropped, and drawn again when it is wanted."""


class Bag(NamedTuple):
    """What is in a bag. ``tickets`` are numbers of entries, ``conditional`` the numbers of those that have conditions."""

    number: int  # tells bags apart
    entries: tuple[Production, ...]
    tickets: tuple[int, ...]
    conditional: tuple[int, ...]

    def open_to(self, facts: Mapping[str, int]) -> bytearray | None:
        """A 1 for each entry whose conditions hold; None when none has any."""
        if not self.conditional:
            return None
        opened = bytearray(b"\1") * len(self.entries)
        for number in self.conditional:
            opened[number] = self.entries[number].holds(facts)
        return opened


class Order:
    """The order of a bag's entries under one key, drawn step by step."""

    __slots__ = ("_key", "_left", "_tickets", "drawn")

    def __init__(self, key: int, bag: Bag) -> None:
        self._key = key
        self._tickets = list(bag.tickets)
        self._left = bytearray(b"\1") * len(bag.entries)
        self.drawn: list[int] = []

    def at(self, place: int) -> int | None:
        """The entry that comes at this place; None behind the last one."""
        drawn = self.drawn
        while len(drawn) <= place:
            if not self._tickets:
                return None
            self._draw()
        return drawn[place]

    def _draw(self) -> None:
        tickets = self._tickets
        last = len(tickets) - 1
        other = roll(self._key, last + 1, last) if last else 0
        entry = tickets[other]
        tickets[other] = tickets[last]
        tickets.pop()
        if self._left[entry]:
            self._left[entry] = 0
            self.drawn.append(entry)


class Orders:
    """Goes through bags, cycle after cycle, each a fresh order."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, int], Order] = {}

    def from_turn(self, bag: Bag, key: int, open_to: Sequence[int] | None, turn: int) -> Iterator[int]:
        """The entries from the turn-th on, without end; ``open_to`` has a 1 for each entry that counts (None: all do)."""
        cycle, skip = divmod(turn, len(bag.entries) if open_to is None else sum(open_to))
        while True:
            order = self._order(mix(key, cycle), bag)
            place = 0
            if open_to is None:
                place, skip = skip, 0
            while (entry := order.at(place)) is not None:
                place += 1
                if open_to is not None and not open_to[entry]:
                    continue
                if skip:
                    skip -= 1
                else:
                    yield entry
            cycle += 1

    def _order(self, key: int, bag: Bag) -> Order:
        found = self._kept.get((key, bag.number))
        if found is None:
            if len(self._kept) >= KEPT:
                del self._kept[next(iter(self._kept))]
            found = self._kept[key, bag.number] = Order(key, bag)
        return found
