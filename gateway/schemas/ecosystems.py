"""Ecosystems as the API tells of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from gateway.schemas.model import Given, Sent, example
from gateway.schemas.people import PERSON, PersonNow
from scenarios.loading import LARGEST_CAST
from scenarios.schema import RelationshipBlock
from scenarios.text import Id

Status = Literal["idle", "running", "live", "paused"]
Access = Literal["public", "viewer", "director", "owner"]

LARGEST_SEED = 2**53 - 1
"""The largest whole number that every reader of JSON understands alike."""

Title = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


MOST_GUESTS = 500


class GuestOrder(Sent):
    """A character of one's own library who is to live there."""

    character: str = Field(min_length=1, max_length=60, description="The character's id in the library.")
    haunts: list[Id] = Field(
        default=[],
        max_length=12,
        description="Ids of places, the most frequented first; else what there is of the persona's own.",
    )


_EXAMPLE: JsonDict = {
    "scenario": "montagues",
    "seed": 7,
    "title": "Verona",
    "without": ["tybalt"],
    "guests": [{"character": "5f1c09aa4e21b0d7", "haunts": ["square"]}],
    "relationships": [{"from": "gavroche", "to": "romeo", "affinity": 600, "trust": 300, "familiarity": 500, "bond": "friend"}],
}


class NewEcosystem(Sent):
    """What an ecosystem is made of."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    scenario: str = Field(min_length=1, max_length=200, description="The id of a scenario.")
    seed: int | None = Field(default=None, ge=0, le=LARGEST_SEED, description="The same seed tells the same story.")
    cast: int | None = Field(
        default=None, ge=1, le=LARGEST_CAST, description="So many of its people, guests first, or so many with generated ones."
    )
    without: list[Id] = Field(default=[], max_length=5_000, description="Ids of those of its people who are to stay away.")
    guests: list[GuestOrder] = Field(
        default=[], max_length=MOST_GUESTS, description="Characters of one's own who live there, too."
    )
    relationships: list[RelationshipBlock] = Field(
        default=[],
        max_length=50_000,
        description="What people feel for one another at first, instead of what is written of the two.",
    )
    title: Title | None = None
    public: bool = Field(default=False, description="Whether everybody may watch it.")


class EcosystemChange(Sent):
    """What can be changed of an ecosystem; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"title": "Verona, once more", "public": True}]})

    title: Title | None = None
    public: bool | None = None

    @model_validator(mode="after")
    def _something(self) -> "EcosystemChange":
        if self.title is None and self.public is None:
            raise ValueError("say what to change: title, public, or both")
        return self


CARD: JsonDict = {
    "id": "montagues-5f1c09aa4e21",
    "title": "Verona",
    "scenario": "montagues",
    "status": "live",
    "reason": "",
    "tick": 12,
    "seq": 415,
    "characters": 40,
    "public": False,
    "access": "owner",
    "created_at": "2026-11-27T04:30:00Z",
}


class EcosystemCard(Given):
    """An ecosystem in a list."""

    model_config = example(CARD)

    id: str
    title: str
    scenario: str
    status: Status
    reason: str = Field(description="Why it is paused.")
    tick: int
    seq: int = Field(description="How many events there are.")
    characters: int
    public: bool
    access: Access = Field(description="What the asker may do with it.")
    created_at: datetime


class LastTick(Given):
    """What the last tick came to."""

    interactions: int
    moves: int
    idle: Mapping[str, int] = Field(description="Why those who did nothing did nothing, and how many.")


class Order(Given):
    """Something that is ordered and not done yet."""

    kind: str
    key: str
    at_tick: int
    body: Mapping[str, Any]


class Ecosystem(EcosystemCard):
    """Where an ecosystem stands."""

    model_config = example(
        {
            **CARD,
            "seed": 7,
            "hash": "9d3f1c2a7b0e4f5d8c6b1a0f9e8d7c6b",
            "epoch": 1,
            "tempo_ms": 3000,
            "due": [{"kind": "live", "key": "tempo", "at_tick": 0, "body": {"tempo_ms": 3000}}],
            "last_tick": {"interactions": 9, "moves": 4, "idle": {"alone": 3, "resting": 2}},
        }
    )

    seed: int
    hash: str = Field(description="The same for everybody who has told this story so far.")
    epoch: int = Field(description="How many supervisors it has had.")
    tempo_ms: int | None = Field(description="Milliseconds between its ticks while it lives; null when it is not told to.")
    due: list[Order]
    last_tick: LastTick | None


class ProjectionLag(Given):
    """How far something that is derived from the chronicle has got."""

    target: str
    state: str = Field(description="current, behind, unavailable, refused or astray.")
    reason: str
    seq: int = Field(description="The last event that it is known to hold.")
    behind: int = Field(description="So many events come after that.")
    seconds: float = Field(description="For so long it has been behind, where that is known.")


class Health(Given):
    """How an ecosystem is, and why nothing happens when nothing does."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "happening": False, "state": "paused", "reason": "paused by fantine: supper", "tick": 12, "seq": 415,
                    "tempo_ms": 3000, "until": 0, "waiting": 1, "next_order": 20, "players": "up", "idle": {"alone": 3},
                    "projections": [
                        {
                            "target": "memory-index", "state": "current", "reason": "", "seq": 415, "behind": 0, "seconds": 0.0,
                        }
                    ],
                }
            ]
        }
    )  # fmt: skip

    happening: bool = Field(description="Whether ticks are due and nothing keeps them.")
    state: Literal["playing", "paused", "quarantined", "waiting", "unattended", "resting"] = Field(
        description="quarantined: paused since it failed again and again; waiting: for a store; unattended: nobody plays."
    )
    reason: str = Field(description="Why nothing happens, or why nobody acts; empty when all is well.")
    tick: int
    seq: int
    tempo_ms: int = Field(description="0: it does not live.")
    until: int = Field(description="The farthest tick that is to be played, or 0.")
    waiting: int = Field(description="Orders of people that have not taken effect.")
    next_order: int = Field(description="The tick of the earliest of them, or 0.")
    players: Literal["up", "down", "unknown"]
    idle: Mapping[str, int] = Field(description="Why people did nothing in the last tick, and how many.")
    projections: list[ProjectionLag]


class EcosystemState(Given):
    """How people are at the end of a tick."""

    model_config = example({"ecosystem": CARD["id"], "tick": 12, "seq": 415, "items": [PERSON], "next_cursor": None})

    ecosystem: str
    tick: int
    seq: int
    items: list[PersonNow]
    next_cursor: str | None = None
