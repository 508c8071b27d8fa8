"""Interactions as the API tells of them."""

from collections.abc import Mapping

from pydantic import Field
from pydantic.config import JsonDict

from gateway.schemas.model import Given, example
from gateway.schemas.people import MEMORY, MemoryGiven
from gateway.schemas.relationships import EXAMPLE as RELATIONSHIP
from gateway.schemas.relationships import RelationshipNow

CARD: JsonDict = {
    "id": "3b5d52a1c0ffee00d15ea5e0b0a7b0a7",
    "seq": 402,
    "tick": 12,
    "place": "square",
    "move": "insult",
    "outcome": "backfire",
    "initiator": "tybalt",
    "responder": "mercutio",
    "witnesses": ["benvolio"],
}


class InteractionCard(Given):
    """An encounter in a list."""

    model_config = example(CARD)

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

    speaker: str = Field(description="A character's id; empty for a visitor.")
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

    model_config = example(
        {
            **CARD,
            "about": "",
            "told": "Tybalt insulted Mercutio.",
            "direction": "They circle each other.",
            "lines": [{"speaker": "tybalt", "text": "You are a jester without a joke."}],
            "learned": "",
            "effects": [
                {
                    "character": "mercutio",
                    "mood": {"valence": -90, "arousal": 80, "dominance": 10},
                    "needs": {"esteem": -60},
                    "emotion": "anger",
                }
            ],
            "shifts": [
                {
                    "now": RELATIONSHIP,
                    "was": {"affinity": -590},
                    "before": "rival",
                }
            ],
            "memories": [MEMORY],
        }
    )

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

    model_config = example(
        {
            "interaction": "3b5d52a1c0ffee00d15ea5e0b0a7b0a7",
            "text": "Tybalt insulted Mercutio, and Mercutio turned it against Tybalt. The wish: dislike insults (+320).",
            "score": 410,
            "rules": [{"rule": "dislike-insults", "added": 320, "text": "dislike insults (+320)"}],
            "margin": -520,
            "answer_rules": [],
            "rejected": [{"move": "mock", "target": "benvolio", "score": 260, "text": "mock, with Benvolio"}],
            "recalled": [],
        }
    )

    interaction: str
    text: str = Field(description="All of it in words.")
    score: int = Field(description="How strong the wish was.")
    rules: list[RuleSpoke] = Field(description="Those that spoke loudest for or against the wish.")
    margin: int = Field(description="How the responder weighed it: 480 eager, 0 accept, −150 hedge, −450 refuse, less backfire.")
    answer_rules: list[RuleSpoke]
    rejected: list[Otherwise]
    recalled: list[MemoryGiven] = Field(description="What the initiator had in mind of it: the deed that was spoken of.")
