"""Characters of a user's library, as the API takes and gives them."""

from datetime import datetime
from typing import Literal

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from gateway.schemas.ecosystems import LARGEST_SEED
from gateway.schemas.model import Given, Sent, example
from scenarios.schema import PersonaBlock

Way = Literal["words", "spelling", "meaning"]
"""How to search: whole words or their beginnings, names that are spelt alike, or texts that mean something alike."""

_EXAMPLE: JsonDict = {
    "persona": {
        "id": "gavroche",
        "name": "Gavroche Thénardier",
        "short": "Gavroche",
        "pronoun": "he",
        "title": "my boy",
        "role": "a child of the streets",
        "bio": "He sleeps inside the elephant of the Bastille and fears nobody.",
        "traits": {"openness": 600, "extraversion": 800, "neuroticism": -500},
        "wants": [{"goal": "belong", "weight": 400, "text": "have a barricade of my own"}],
        "voice": {"register": "coarse", "oaths": ["Nom d'un chien!"]},
    }
}


class CharacterDraft(Sent):
    """A character as somebody writes it, in the words of a scenario's ``cast``."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    persona: PersonaBlock


class OwnCharacter(Given):
    """A character in one's library."""

    model_config = example(
        {
            **_EXAMPLE,
            "id": "5f1c09aa4e21b0d7",
            "created_at": "2026-11-27T04:30:00Z",
            "changed_at": "2026-11-27T04:30:00Z",
        }
    )

    id: str
    persona: PersonaBlock
    created_at: datetime
    changed_at: datetime


class FoundOwnCharacter(Given):
    """One that was searched for."""

    character: OwnCharacter
    score: float = Field(description="More is better; what it counts depends on the way of searching.", examples=[0.62])


class AuditionOrder(Sent):
    """A character, kept or not, whose voice is to be heard."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_EXAMPLE, "seed": 3}]})

    persona: PersonaBlock
    seed: int = Field(default=0, ge=0, le=LARGEST_SEED, description="The same seed gives the same lines.")


class AuditionLine(Given):
    """One thing that the character would say."""

    model_config = example(
        {"situation": "meets a stranger", "hearer": "stranger", "text": "Nom d'un chien! And whose umbrella are you?"}
    )

    situation: str = Field(description='What it is about, after the name: "meets a stranger".')
    hearer: str = Field(description="What the hearer is to it: stranger, acquaintance, friend, beloved, rival or enemy.")
    text: str


class Audition(Given):
    """What the character would say, in several situations. Nothing of it is kept."""

    lines: list[AuditionLine]
