"""Questions about who stands how to whom at one moment, and their answers as plain values.

Whoever answers follows the same rules (docs/graph.md): relationships are directed, whole numbers decide, and of what is equal
the smaller ids come first. So two adapters with the same relationships give the very same answers.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from actors.records import RelationshipRow

FRIENDLY = ("beloved", "friend")
"""The kinds of a relationship that make the other one a friend."""

HOSTILE = ("enemy",)
"""The kinds that make the other one an enemy."""

STRANGER = "stranger"
"""The kind that leads nowhere: somebody knows everybody for whom he or she feels anything else."""


class Neighbour(NamedTuple):
    """Somebody who is reached in so many steps."""

    id: str
    steps: int


class Neighbourhood(NamedTuple):
    """Whom one reaches, the nearest first and oneself with 0 steps, and how all of them stand to each other."""

    people: list[Neighbour]  # by (steps, id)
    relationships: list[RelationshipRow]  # by (owner, target); none between strangers


class Mutual(NamedTuple):
    """Those whom two people both feel alike for, by id."""

    friends: list[str]
    enemies: list[str]


class Centrality(NamedTuple):
    """How much somebody is in the middle of things."""

    id: str
    liked: int  # the affinity of all who like this one, added up
    rank: float  # PageRank among acquaintances, 6 digits; all together make 1
    between: float  # share of shortest ways between others that lead over this one, 6 digits


class Balance(NamedTuple):
    """How many threesomes there are whose three pairs all like or dislike each other, by their number of dislikes."""

    liking: int  # three friends: balanced
    torn: int  # two pairs like each other, and the third does not
    against_one: int  # two friends with a common enemy: balanced
    at_odds: int  # everybody against everybody

    @property
    def triads(self) -> int:
        """All of them."""
        return self.liking + self.torn + self.against_one + self.at_odds

    @property
    def balanced(self) -> int:
        """Those in which the friend of a friend is a friend, and the enemy of a friend an enemy."""
        return self.liking + self.against_one

    @property
    def share(self) -> float | None:
        """The balanced ones of all, 6 digits; None when there are none at all."""
        return round(self.balanced / self.triads, 6) if self.triads else None


class Rivals(NamedTuple):
    """Two people who love the same third."""

    one: str
    other: str
    beloved: str


class Chain(NamedTuple):
    """One who loves a second, who loves a third instead."""

    lover: str
    beloved: str
    other: str


class Triangles(NamedTuple):
    """Love that is not for two."""

    rivals: list[Rivals]  # by (beloved, one, other); one < other
    chains: list[Chain]  # by (lover, beloved, other)


class Change(NamedTuple):
    """A relationship that is not as it was. What did not exist is 0 in everything, between strangers."""

    owner: str
    target: str
    total: int  # affinity, trust, respect and attraction: how far each has moved, added up
    before: tuple[int, int, int, int]
    after: tuple[int, int, int, int]
    was: str  # kind
    now: str


class Graph(Protocol):
    """The relationships of one ecosystem at one moment.

    Any call that names somebody raises CharacterUnknown when nobody has this id.
    """

    async def relationships(self) -> list[RelationshipRow]:
        """All of them, also those between strangers, by (owner, target)."""

    async def path(self, start: str, end: str) -> list[str]:
        """The shortest way from one to the other along whom everybody knows, both ends included; [] when there is none."""

    async def around(self, center: str, steps: int) -> Neighbourhood:
        """Whom somebody reaches in at most so many (0 or more) steps along whom everybody knows."""

    async def mutual(self, one: str, other: str) -> Mutual:
        """The friends and the enemies that two people have in common."""

    async def communities(self) -> list[list[str]]:
        """Everybody, in groups of people who like each other: the largest group first, then by its first id."""

    async def centralities(self) -> list[Centrality]:
        """Everybody, by (liked downwards, id)."""

    async def balance(self) -> Balance:
        """How balanced the threesomes are."""

    async def triangles(self) -> Triangles:
        """Rivals in love, and love that goes elsewhere."""

    async def changed(self, earlier: Sequence[RelationshipRow]) -> list[Change]:
        """How the relationships have changed since these, by (total downwards, owner, target); those that have not are left
        out."""
