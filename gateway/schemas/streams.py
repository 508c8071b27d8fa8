"""What goes over a stream of events: SSE and WebSocket say the same things."""

from typing import Any, Literal

from pydantic import Field

from gateway.schemas.model import Given


class Happened(Given):
    """Something that happened. In SSE the message has the number as its id, and no name."""

    type: Literal["event"] = "event"
    seq: int = Field(
        ge=1, description="Its number: without gap within the ecosystem. Go on after the last one that you have seen."
    )
    tick: int = Field(ge=0)
    kind: str = Field(examples=["interaction", "character_moved", "relationship_turned", "tick_completed"])
    id: str = Field(description="The same wherever the event is told.")
    scene: str = Field(description="Which scene of its tick it belongs to.")
    index: int = Field(description="The how manieth of its scene.")
    body: dict[str, Any] = Field(description="What happened, by kind.")


class Opening(Given):
    """The stream has begun. What comes is what happens after this number."""

    type: Literal["opened"] = "opened"
    ecosystem: str
    after: int = Field(description="The number after which it goes on.")
    head: int = Field(description="The newest number when it began.")


class Standing(Given):
    """Somebody of the cast, and where."""

    id: str
    name: str
    place: str


class Feeling(Given):
    """What the owner feels for the target, each in thousandths."""

    owner: str
    target: str
    kind: str
    bond: str
    affinity: int
    trust: int
    respect: int
    attraction: int
    familiarity: int


class Snapshot(Given):
    """How everything stands after this number: for who is too far behind to be told all that has happened since."""

    type: Literal["snapshot"] = "snapshot"
    ecosystem: str
    seq: int = Field(description="The number up to which everything is in here. The events after it follow.")
    tick: int
    hash: str
    status: str
    reason: str
    cast: list[Standing]
    relationships: list[Feeling]
    complete: bool = Field(description="False when there are too many relationships to be told; ask for those that you need.")


class Position(Given):
    """Everything up to this number has been told, or is not what was asked for. Go on after it."""

    type: Literal["position"] = "position"
    seq: int


class Parting(Given):
    """The stream ends here, and why. In SSE the message is named by its type."""

    type: Literal["lagging", "restarting", "ended"] = Field(
        description="lagging: more happened than was taken; restarting: another process goes on; ended: not allowed any more."
    )
    after: int = Field(description="Go on after this number.")
    code: str = Field(default="", description="For ended: the code of the refusal.")
    detail: str = ""
