"""Recall for a choice: exact, integer, and part of the character's state.

A memory's strength halves every ``HALF_LIFE`` ticks (the forgetting curve of Ebbinghaus as a table of thousandths), so what
mattered more takes longer to fade. Since all fade at one pace, of two memories the stronger one stays the stronger: each has a
rank that never changes, and everything here is kept in that order instead of being sorted when it is asked for. The working set
holds the strongest few hundred; of faded ones about the same person a reflection is made, which is a memory too.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from decimal import Context, Decimal

from actors.mind.memory import EVENT, REFLECTION, TALK, Memory

WORKING_SET = 240
HALF_LIFE = 120
FADED = 70
REFLECT_FROM = 8  # so many faded memories about one person make a reflection

NEWSWORTHY = 150
"""The strength from which a memory is worth telling."""

STALE = 120
"""So many ticks after one came to know of it, news is no news."""

_EXACT = Context(prec=25)  # decimal arithmetic is the same on every machine
_GRAIN = 64  # ranks are in sixty-fourths of a tick


def _decay() -> tuple[int, ...]:
    """2^(−age/HALF_LIFE) in thousandths for each age at which it is not 0."""
    step = _EXACT.power(Decimal(2), _EXACT.divide(Decimal(-1), Decimal(HALF_LIFE)))
    values, share = [], Decimal(1000)
    while share >= 1:
        values.append(int(share))
        share = _EXACT.multiply(share, step)
    return tuple(values)


def _lead() -> tuple[int, ...]:
    """How much younger than one of importance 1 a memory of each importance seems: HALF_LIFE·log₂(importance)."""
    unit = _EXACT.divide(Decimal(HALF_LIFE * _GRAIN), _EXACT.ln(Decimal(2)))
    return (0, *(int(_EXACT.multiply(_EXACT.ln(Decimal(i)), unit)) for i in range(1, 1001)))


DECAY = _decay()
LEAD = _lead()


def strength(memory: Memory, tick: int) -> int:
    """0 … 1000 at this tick."""
    age = tick - memory.tick
    return memory.importance * DECAY[age] // 1000 if age < len(DECAY) else 0


def rank(memory: Memory) -> int:
    """The place of a memory among others, the same at any tick: of two, the stronger has the higher."""
    return memory.tick * _GRAIN + LEAD[memory.importance]


def rank_of_strength(strength: int, tick: int) -> int:
    """The rank of memories that are just so strong at this tick."""
    return tick * _GRAIN + LEAD[strength]


Ranked = tuple[int, str]
"""Rank and fact."""


class WorkingSet:
    """The memories that a character can use in a choice, by strength, and found by the people whom they concern."""

    __slots__ = ("_ranked", "_tidings", "by_fact", "by_person", "owner")

    def __init__(self, memories: Iterable[Memory] = (), owner: str = "") -> None:
        self.owner = owner
        self.by_fact: dict[str, Memory] = {}
        self.by_person: dict[str, list[Ranked]] = {}  # the weakest first
        self._ranked: list[Ranked] = []  # likewise
        self._tidings: list[Ranked] = []  # those of others' deeds that are worth telling, likewise
        for memory in memories:
            self.add(memory)

    def __len__(self) -> int:
        return len(self.by_fact)

    def add(self, memory: Memory) -> None:
        """Know it. Of two tidings of one deed, what was witnessed stays and hearsay gives way."""
        known = self.by_fact.get(memory.fact)
        if known is not None:
            if not known.teller or memory.teller:
                return
            self.drop(memory.fact)
        entry = (rank(memory), memory.fact)
        self.by_fact[memory.fact] = memory
        for ranking in self._rankings(memory):
            insort(ranking, entry)

    def drop(self, fact: str) -> None:
        """Forget it; what was forgotten already is no matter (a scene of the same tick may have crowded it out)."""
        memory = self.by_fact.pop(fact, None)
        if memory is None:
            return
        entry = (rank(memory), fact)
        for ranking in self._rankings(memory):
            del ranking[bisect_left(ranking, entry)]
        for person in memory.people():
            if not self.by_person.get(person, True):
                del self.by_person[person]

    def about(self, person: str, most: int = 5) -> list[Memory]:
        """The strongest memories that concern this person, strongest first."""
        return [self.by_fact[fact] for _, fact in self.by_person.get(person, ())[: -most - 1 : -1]]

    def news(self, tick: int) -> Iterator[Memory]:
        """What is worth telling at this tick and not the owner's own doing or suffering, strongest first."""
        least = rank_of_strength(NEWSWORTHY, tick)
        for place, fact in reversed(self._tidings):
            if place < least:
                return
            memory = self.by_fact[fact]
            if memory.tick > tick - STALE:
                yield memory

    def weakest(self) -> list[str]:
        """The facts to forget: none up to WORKING_SET, then as many as make a tenth of the room free again."""
        if len(self._ranked) <= WORKING_SET:
            return []
        return [fact for _, fact in self._ranked[: len(self._ranked) - WORKING_SET * 9 // 10]]

    def faded(self, tick: int) -> tuple[str, list[Memory]]:
        """The person about whom most memories have faded, with those memories; ("", []) when too few have."""
        groups: dict[str, list[Memory]] = {}
        for _, fact in self._ranked[: bisect_left(self._ranked, (rank_of_strength(FADED, tick), ""))]:
            memory = self.by_fact[fact]
            if memory.move not in (REFLECTION, EVENT, TALK):
                other = memory.target if memory.actor == self.owner else memory.actor
                groups.setdefault(other, []).append(memory)
        if not groups:
            return "", []
        person = max(sorted(groups), key=lambda p: len(groups[p]))
        found = groups[person]
        return (person, found) if len(found) >= REFLECT_FROM else ("", [])

    def _rankings(self, memory: Memory) -> list[list[Ranked]]:
        """All rankings that this memory has a place in."""
        people = [person for person in dict.fromkeys(memory.people()) if person]
        found = [self.by_person.setdefault(person, []) for person in people]
        found.append(self._ranked)
        if memory.importance >= NEWSWORTHY and memory.move != REFLECTION and self.owner not in people:
            found.append(self._tidings)
        return found
