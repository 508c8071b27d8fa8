"""Relationships as the API tells of them."""

from pydantic import Field
from pydantic.config import JsonDict

from gateway.schemas.model import Given, example

EXAMPLE: JsonDict = {
    "owner": "mercutio",
    "target": "tybalt",
    "affinity": -640,
    "trust": -310,
    "respect": 40,
    "attraction": 0,
    "familiarity": 420,
    "kind": "enemy",
    "bond": "",
    "since_tick": 12,
    "seq": 402,
}


class RelationshipNow(Given):
    """What the owner feels for the target; each number −1000 … 1000, familiarity 0 … 1000."""

    model_config = example(EXAMPLE)

    owner: str
    target: str
    affinity: int
    trust: int
    respect: int
    attraction: int
    familiarity: int
    kind: str
    bond: str = Field(description='What the target is to the owner: "daughter", "comrade", …')
    since_tick: int = Field(description="Since when it has been of this kind.")
    seq: int = Field(description="The event that moved it last.")


class Cause(Given):
    """The event that moved somebody's feelings."""

    event: str = Field(description="Its id.")
    kind: str
    initiator: str = ""
    move: str = ""
    outcome: str = ""


POINT: JsonDict = {
    "tick": 12,
    "now": EXAMPLE,
    "was": [-590, -290, 60, 0, 400],
    "before": "rival",
    "cause": {
        "event": "3b5d52a1c0ffee00d15ea5e0b0a7b0a7",
        "kind": "interaction",
        "initiator": "tybalt",
        "move": "insult",
        "outcome": "backfire",
    },
}


class RelationshipPoint(Given):
    """What a relationship was after an event that moved it."""

    model_config = example(POINT)

    tick: int
    now: RelationshipNow
    was: list[int] = Field(description="Affinity, trust, respect, attraction and familiarity before.")
    before: str = Field(description="The kind that it was of.")
    cause: Cause


class RelationshipStory(Given):
    """A relationship, and how it came to be so."""

    now: RelationshipNow
    points: list[RelationshipPoint] = Field(description="The last ones, newest first.")
