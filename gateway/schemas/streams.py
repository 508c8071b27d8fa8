"""What goes over a stream of events: SSE and WebSocket say the same things, and over WebSocket the client speaks too."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from gateway.schemas.model import Given, Sent
from gateway.schemas.problem import FieldProblem

SUBPROTOCOL = "fabula.v1+json"
TICKET = "fabula.ticket."
"""A subprotocol that begins so, beside the other one, shows a ticket."""

MOST_NAMES = 50

Id = Annotated[str, Field(min_length=1, max_length=64, description="Chosen by the client; what is answered has it too.")]
Names = Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=MOST_NAMES)]


class Happened(Given):
    """Something that happened. In SSE the message has the number as its id, and no name."""

    type: Literal["event"] = "event"
    ecosystem: str
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
    id: str | None = Field(default=None, description="That of the subscription. Not in SSE.")
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


class Auth(Sent):
    """Who asks: the first frame, within five seconds, unless a ticket came as a subprotocol."""

    type: Literal["auth"]
    token: str | None = Field(default=None, max_length=4096, description="An access token or an API key.")
    ticket: str | None = Field(default=None, max_length=200, description="Good once, for this ecosystem and purpose.")

    @model_validator(mode="after")
    def _one(self) -> "Auth":
        if self.token is not None and self.ticket is not None:
            raise ValueError("show a token or a ticket, not both")
        return self


class Subscribe(Sent):
    """Be told what happens after this number; what is left out wants everything. Takes the place of an earlier one."""

    type: Literal["subscribe"]
    id: Id | None = None
    after: int | None = Field(default=None, ge=0, description="Left out: what happens from now on.")
    kinds: Names = Field(default=[])
    characters: Names = Field(default=[], description="Only what is about one of these.")
    from_tick: int | None = Field(default=None, ge=0)
    until_tick: int | None = Field(default=None, ge=0)


class Unsubscribe(Sent):
    """Be told nothing more."""

    type: Literal["unsubscribe"]
    id: Id | None = None


class Command(Sent):
    """Have something done."""

    type: Literal["command"]
    id: Id
    name: str = Field(max_length=64)
    input: dict[str, Any] = Field(default={}, description="By name, as over HTTP.")
    key: str = Field(default="", max_length=128, description="With the same key it is one order, however often it is sent.")


class Ping(Sent):
    """Are you there?"""

    type: Literal["ping"]
    id: Id | None = None


ClientFrame = Annotated[Auth | Subscribe | Unsubscribe | Command | Ping, Field(discriminator="type")]


class Ready(Given):
    """Whoever asked is let in."""

    type: Literal["ready"] = "ready"
    ecosystem: str
    level: str = Field(description="What he or she may do here: public, viewer, director or owner.")
    commands: list[str] = Field(description="The commands that this level may give.")


class Ack(Given):
    """It is taken, and will not be lost. What comes of it is told as events."""

    type: Literal["ack"] = "ack"
    id: str | None = None
    result: dict[str, Any] = Field(default={})


class Refused(Given):
    """It is not taken, and nothing has changed. The connection goes on."""

    type: Literal["refused"] = "refused"
    id: str | None = None
    status: int = Field(description="As over HTTP.")
    code: str
    detail: str
    errors: list[FieldProblem] = Field(default=[])
    retry_after: float | None = Field(default=None, description="Seconds after which it may be sent again.")


class Pong(Given):
    """Yes."""

    type: Literal["pong"] = "pong"
    id: str | None = None


ServerFrame = Annotated[Ready | Opening | Happened | Snapshot | Position | Ack | Refused | Pong, Field(discriminator="type")]
