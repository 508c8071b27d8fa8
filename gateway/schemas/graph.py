"""Who stands how to whom, as the API tells of it."""

from collections.abc import Mapping
from typing import Generic, TypeVar

from pydantic import Field

from gateway.schemas.model import Given, example
from gateway.schemas.relationships import RelationshipNow

T = TypeVar("T")


class Answered(Given):
    """As of the end of which tick something is, and who said so."""

    tick: int = Field(examples=[12])
    source: str = Field(description="Neo4j, Postgres or the chronicle.", examples=["Postgres"])
    excuse: str = Field(default="", description="Why it was not Neo4j, where one is set.")


class Listed(Answered, Generic[T]):
    """The first of a list."""

    items: list[T]
    of: int = Field(description="How long the list is.", examples=[1])


class Node(Given):
    """Somebody."""

    model_config = example({"id": "mercutio", "short": "Mercutio"})

    id: str
    short: str


class GraphGiven(Answered):
    """The strongest relationships, and those between whom they are."""

    characters: int = Field(description="How many there are in all.", examples=[8])
    nodes: list[Node]
    edges: list[RelationshipNow]


class KindOfRelationship(Given):
    """The relationships of one kind; what they are on average."""

    model_config = example(
        {
            "kind": "enemy",
            "relationships": 4,
            "affinity": -610,
            "trust": -340,
            "respect": -20,
            "attraction": 0,
            "familiarity": 380,
        }
    )

    kind: str
    relationships: int
    affinity: int
    trust: int
    respect: int
    attraction: int
    familiarity: int


class GraphMetrics(Answered):
    """The graph in figures."""

    characters: int = Field(examples=[8])
    relationships: int = Field(examples=[41])
    density: float = Field(
        description="Of all pairs, how many have a relationship that is not between strangers.", examples=[0.678571]
    )
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

    model_config = example({"id": "tybalt", "steps": 1})

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

    model_config = example({"id": "romeo", "liked": 5, "rank": 0.171203, "between": 0.119048})

    id: str
    liked: int
    rank: float
    between: float


class BalanceGiven(Answered):
    """How balanced the threesomes are."""

    model_config = example(
        {
            "tick": 12,
            "source": "Postgres",
            "excuse": "",
            "triads": 14,
            "balanced": 10,
            "share": 0.714286,
            "liking": 6,
            "torn": 3,
            "against_one": 4,
            "at_odds": 1,
        }
    )

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

    model_config = example(
        {
            "tick": 12,
            "source": "Postgres",
            "excuse": "",
            "rivals": [{"one": "mercutio", "other": "romeo", "beloved": "juliet"}],
            "chains": [{"lover": "mercutio", "beloved": "juliet", "other": "romeo"}],
            "of": {"rivals": 1, "chains": 1},
        }
    )

    rivals: list[RivalsGiven]
    chains: list[ChainGiven]
    of: Mapping[str, int] = Field(description="How many there are of each.")


class ChangeGiven(Given):
    """A relationship that is not as it was."""

    model_config = example(
        {
            "owner": "mercutio",
            "target": "tybalt",
            "total": 240,
            "before": [-500, -230, 60, 0],
            "after": [-640, -310, 40, 0],
            "was": "rival",
            "now": "enemy",
        }
    )

    owner: str
    target: str
    total: int
    before: list[int] = Field(description="Affinity, trust, respect and attraction.")
    after: list[int]
    was: str = Field(description="Its kind before.")
    now: str
