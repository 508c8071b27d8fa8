"""Interactions as the API tells of them."""

from collections.abc import Mapping

from pydantic import Field

from gateway.schemas.model import Given
from gateway.schemas.people import MemoryGiven
from gateway.schemas.relationships import RelationshipNow


class InteractionCard(Given):
    """An encounter in a list."""

    id: str
    seq: int
    tick: int
    place: str
    move: str
    outcome: str = Field(description="How the other took it: eager, accept, hedge, refuse or backfire.")
    initiator: str
    responder: str
    witnesses: list[str]


class SpokenLine(Given):
    """Something that was said."""

    speaker: str
    text: str


class Effect(Given):
    """What an encounter did to one of the two."""

    character: str
    mood: Mapping[str, int] = Field(description="Shifts of valence, arousal and dominance.")
    needs: Mapping[str, int] = Field(description="Shifts of levels.")
    emotion: str


class Shift(Given):
    """What an encounter did to what somebody feels for another."""

    now: RelationshipNow
    was: Mapping[str, int]
    before: str = Field(description="The kind that it was of.")


class InteractionWhole(InteractionCard):
    """An encounter with all that came of it."""

    about: str = Field(description="The third person of whom was spoken, or empty.")
    told: str = Field(description='In a sentence: "Valjean warned Cosette of Javert".')
    direction: str = Field(description="What is seen.")
    lines: list[SpokenLine]
    learned: str = Field(description="Whose secret the responder now knows, or empty.")
    effects: list[Effect]
    shifts: list[Shift]
    memories: list[MemoryGiven]


class RuleSpoke(Given):
    """A rule that spoke for or against."""

    rule: str
    added: int
    text: str


class Otherwise(Given):
    """What the initiator would have done otherwise."""

    move: str
    target: str
    score: int
    text: str


class WhyDone(Given):
    """Why an encounter came about, and went as it did."""

    interaction: str
    text: str = Field(description="All of it in words.")
    score: int = Field(description="How strong the wish was.")
    rules: list[RuleSpoke] = Field(description="Those that spoke loudest for or against the wish.")
    margin: int = Field(description="How the responder weighed it: 480 eager, 0 accept, −150 hedge, −450 refuse, less backfire.")
    answer_rules: list[RuleSpoke]
    rejected: list[Otherwise]
    recalled: list[MemoryGiven] = Field(description="What the initiator had in mind of it: the deed that was spoken of.")
