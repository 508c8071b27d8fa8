"""What a director may order, and how the API tells what came of it."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from gateway.schemas.interactions import SpokenLine
from gateway.schemas.model import Given, Sent, example
from scenarios.schema import PersonaBlock, RelationshipBlock

Name = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(max_length=240)]
Shift = Annotated[int, Field(ge=-1000, le=1000)]
MoodNumbers = Annotated[tuple[Shift, Shift, Shift], Field(description="Valence, arousal and dominance, in thousandths.")]

TempoMs = Annotated[int, Field(ge=50, le=86_400_000, description="Milliseconds between two ticks.")]


class WorldEventOrder(Sent):
    """Something happens at a place, or everywhere."""

    what: Literal["world_event"]
    event: Literal["storm", "letter", "ball", "arrest", "other"]
    place: Annotated[str, Field(max_length=200)] = ""
    text: Text = ""
    about: Annotated[str, Field(max_length=200)] = ""
    mood: MoodNumbers | None = None
    importance: Annotated[int, Field(ge=0, le=1000)] | None = None


class WhisperOrder(Sent):
    """Somebody is given an aim about somebody else, for a while."""

    what: Literal["whisper"]
    character: Name
    aim: Literal["reconcile", "court", "befriend", "avenge", "find_out", "protect", "confess", "avoid"]
    about: Name
    strength: Annotated[int, Field(ge=1, le=1000)] | None = None
    ticks: Annotated[int, Field(ge=1, le=1000)] | None = None
    text: Text = ""


class MeetOrder(Sent):
    """Two people are brought together, and ``one`` begins."""

    what: Literal["meet"]
    one: Name
    other: Name
    move: Annotated[str, Field(max_length=200)] = ""


class MoodOrder(Sent):
    """Somebody's mood is shifted, or set."""

    what: Literal["mood"]
    character: Name
    mood: MoodNumbers
    how: Literal["shift", "set"] = "shift"


class MoveOrder(Sent):
    """Somebody is moved to a place."""

    what: Literal["move"]
    character: Name
    place: Name


AnyDirective = Annotated[WorldEventOrder | WhisperOrder | MeetOrder | MoodOrder | MoveOrder, Field(discriminator="what")]


class DirectiveOrder(Sent):
    """A directive, and when it is to take effect."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"directive": {"what": "world_event", "event": "storm", "place": "square"}}]}
    )

    directive: AnyDirective
    at_tick: Annotated[int, Field(ge=1)] | None = Field(default=None, description="In this tick; else in the next one.")
    at_once: bool = Field(default=False, description="In a tick of its own when the ecosystem is paused or rests.")

    def body(self) -> dict[str, Any]:
        """As the core reads it."""
        return self.directive.model_dump(exclude_none=True)


class InteractionOrder(Sent):
    """Two people are to meet, and one begins: with this move, or with what he or she wishes most. The outcome is theirs."""

    model_config = example({"initiator": "romeo", "responder": "tybalt", "move": "insult"})

    initiator: Name
    responder: Name
    move: Annotated[str, Field(max_length=200)] = ""


class ChatOrder(Sent):
    """Words to a character: one's own, or in the name of somebody of the cast."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"character": "gavroche", "words": "What is new in Verona?"}]})

    character: Name
    words: Annotated[str, Field(min_length=1, max_length=500)]
    name: Annotated[str, Field(max_length=60)] = Field(default="", description="As whom one speaks; empty: one's own name.")
    speaker: Annotated[str, Field(max_length=200)] = Field(default="", description="In whose name of the cast one speaks.")


class JoinOrder(Sent):
    """Somebody new is to come into a living cast."""

    model_config = example(
        {
            "persona": {"id": "hamlet", "name": "Hamlet of Denmark", "short": "Hamlet", "role": "a prince on his travels"},
            "place": "square",
            "relationships": [{"from": "hamlet", "to": "mercutio", "affinity": 500, "mutual": True}],
        }
    )

    persona: PersonaBlock | None = Field(default=None, description="Who he or she is, in the words of a scenario's `cast`.")
    library: Annotated[str, Field(max_length=60)] | None = Field(default=None, description="Or a character of one's library.")
    place: Annotated[str, Field(max_length=200)] = Field(default="", description="Where to; the first haunt if left out.")
    relationships: Annotated[list[RelationshipBlock], Field(max_length=500)] = Field(
        default=[], description="What he or she feels for others at first, and they for him or her."
    )
    at_tick: Annotated[int, Field(ge=1)] | None = None
    at_once: bool = False


class Tempo(Sent):
    """How fast an ecosystem lives."""

    model_config = example({"tempo_ms": 3000})

    tempo_ms: TempoMs


class Start(Sent):
    """To have an ecosystem live."""

    model_config = example({"tempo_ms": 3000})

    tempo_ms: TempoMs = 3000


class Step(Sent):
    """To have so many ticks played."""

    model_config = example({"ticks": 5})

    ticks: int = Field(default=1, ge=1, le=1_000_000)


class Pause(Sent):
    """To have it stand still, and why: whoever looks is told."""

    model_config = example({"reason": "supper"})

    reason: Text = ""


class TookEffect(Given):
    """The event in which an order took effect."""

    seq: int
    tick: int
    kind: str
    body: dict[str, Any]


class Resume(Sent):
    """To have it go on."""


class Stop(Sent):
    """To have nothing more played."""


class ChatGiven(Given):
    """A talk: the words, and, when it has been answered, what was said."""

    model_config = example(
        {
            "ecosystem": "montagues-5f1c09aa4e21",
            "key": "9f1c2d3e4f5a6b7c",
            "state": "done",
            "tick": 13,
            "seq": 421,
            "lines": [
                {"speaker": "", "text": "What is new in Verona?"},
                {"speaker": "gavroche", "text": "Rain, and a duel."},
            ],
        }
    )

    ecosystem: str
    key: str
    state: Literal["waiting", "done"]
    tick: int = Field(description="That of the answer, or the earliest in which there may be one.")
    seq: int = Field(default=0, description="The event's number, once it has been answered.")
    lines: list[SpokenLine] = Field(default_factory=list)


class OrderGiven(Given):
    """An order that was taken."""

    model_config = example(
        {
            "ecosystem": "montagues-5f1c09aa4e21",
            "kind": "directive",
            "key": "9f1c2d3e4f5a6b7c",
            "at_tick": 13,
            "state": "waiting",
            "effect": None,
        }
    )

    ecosystem: str
    kind: str
    key: str = Field(description="Names the order: the same for the same Idempotency-Key.")
    at_tick: int = Field(description="The earliest tick in which it takes effect, or the tick until which it plays.")
    state: Literal["waiting", "done"]
    effect: TookEffect | None = None


class WaitingOrder(BaseModel):
    """An order that has not taken effect."""

    model_config = example(
        {
            "kind": "directive",
            "key": "9f1c2d3e4f5a6b7c",
            "at_tick": 13,
            "order": {"what": "world_event", "event": "storm", "place": "square"},
        }
    )

    kind: str
    key: str
    at_tick: int
    order: dict[str, Any]
