"""Who stands how to whom, as the API tells of it."""

from collections.abc import Mapping
from typing import Generic, TypeVar

from pydantic import Field

from gateway.schemas.model import Given, example
from gateway.schemas.relationships import RelationshipNow

T = TypeVar("T")


class Answered(Given):
    """As of the end of which tick something is, and who said so."""

    tick: int
    source: str = Field(description="Neo4j, Postgres or the chronicle.")
    excuse: str = Field(default="", description="Why it was not Neo4j, where one is set.")


class Listed(Answered, Generic[T]):
    """The first of a list."""

    items: list[T]
    of: int = Field(description="How long the list is.")


class Node(Given):
    """Somebody."""

    id: str
    short: str


class GraphGiven(Answered):
    """The strongest relationships, and those between whom they are."""

    characters: int = Field(description="How many there are in all.")
    nodes: list[Node]
    edges: list[RelationshipNow]


class KindOfRelationship(Given):
    """The relationships of one kind; what they are on average."""

    kind: str
    relationships: int
    affinity: int
    trust: int
    respect: int
    attraction: int
    familiarity: int


class GraphMetrics(Answered):
    """The graph in figures."""

    characters: int
    relationships: int
    density: float = Field(description="Of all pairs, how many have a relationship that is not between strangers.")
    kinds: list[KindOfRelationship]


class PathGiven(Answered):
    """The shortest way from one to another."""

    model_config = example(
        {"tick": 12, "source": "Postgres", "excuse": "", "path": ["romeo", "benvolio", "rosaline"], "steps": 2}
    )

    path: list[str] = Field(description="Both ends included; empty when there is none.")
    steps: int | None


class NeighbourGiven(Given):
    """Somebody who is reached in so many steps."""

    id: str
    steps: int


class NeighbourhoodGiven(Answered):
    """Whom somebody reaches, and how all of them stand to each other."""

    people: list[NeighbourGiven]
    relationships: list[RelationshipNow]


class MutualGiven(Answered):
    """The friends and the enemies that two people have in common."""

    model_config = example({"tick": 12, "source": "Neo4j", "excuse": "", "friends": ["benvolio"], "enemies": ["tybalt"]})

    friends: list[str]
    enemies: list[str]


class CentralityGiven(Given):
    """How much somebody is in the middle of things."""

    id: str
    liked: int
    rank: float
    between: float


class BalanceGiven(Answered):
    """How balanced the threesomes are."""

    triads: int
    balanced: int
    share: float | None
    liking: int
    torn: int
    against_one: int
    at_odds: int


class RivalsGiven(Given):
    """Two people who love the same third."""

    one: str
    other: str
    beloved: str


class ChainGiven(Given):
    """One who loves a second, who loves a third instead."""

    lover: str
    beloved: str
    other: str


class TrianglesGiven(Answered):
    """Love that is not for two."""

    rivals: list[RivalsGiven]
    chains: list[ChainGiven]
    of: Mapping[str, int] = Field(description="How many there are of each.")


class ChangeGiven(Given):
    """A relationship that is not as it was."""

    owner: str
    target: str
    total: int
    before: list[int] = Field(description="Affinity, trust, respect and attraction.")
    after: list[int]
    was: str = Field(description="Its kind before.")
    now: str
