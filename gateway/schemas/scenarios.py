"""Scenarios as the API tells of them, and as it takes them."""

from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from gateway.schemas.model import Given, Sent, example
from gateway.schemas.people import PlaceGiven

LONGEST = 1_000_000
"""Characters that all files of a scenario together may have."""

FileName = Literal["scenario.yaml", "cast.yaml", "relationships.yaml", "supporting.yaml", "populace.yaml"]
Text = Annotated[str, StringConstraints(strip_whitespace=False, max_length=LONGEST)]


class ScenarioCard(Given):
    """What a reader sees before choosing a scenario."""

    model_config = example(
        {
            "id": "montagues",
            "title": "Two Households",
            "blurb": "Verona in a hot July, and a great many swords for so small a town.",
            "genre": "classic",
            "cast": 8,
        }
    )

    id: str
    title: str
    blurb: str
    genre: str
    cast: int


class PersonAtFirst(Given):
    """Somebody of a scenario's cast."""

    model_config = example(
        {
            "id": "mercutio",
            "name": "Mercutio",
            "short": "Mercutio",
            "role": "a kinsman of the Prince and a friend of trouble",
            "bio": "He belongs to neither house and quarrels for both.",
            "portrait": "",
            "haunts": ["square", "sycamores", "hall"],
        }
    )

    id: str
    name: str
    short: str = Field(description="What the narrator calls him or her.")
    role: str
    bio: str
    portrait: str = Field(description="The name of the picture, if there is one: `…/pictures/{name}` below the scenario.")
    haunts: list[str] = Field(description="Ids of places, the most frequented first.")


class RelationshipAtFirst(Given):
    """What one feels for another when the story begins."""

    model_config = example(
        {
            "owner": "mercutio",
            "target": "tybalt",
            "kind": "rival",
            "affinity": -500,
            "trust": -230,
            "respect": 60,
            "attraction": 0,
            "familiarity": 400,
            "bond": "",
            "calls": "prince of cats",
        }
    )

    owner: str
    target: str
    kind: str = Field(description="What it is, by its numbers.")
    affinity: int
    trust: int
    respect: int
    attraction: int
    familiarity: int
    bond: str = Field(description="What the target is to the owner.")
    calls: str = Field(description="How the owner addresses the target.")


class ScenarioBeginning(Given):
    """Who and what is there when a scenario begins."""

    id: str = Field(examples=["montagues"])
    title: str = Field(examples=["Two Households"])
    places: list[PlaceGiven]
    cast: list[PersonAtFirst] = Field(description="The most important first.")
    relationships: list[RelationshipAtFirst]


class ScenarioDraft(Sent):
    """A scenario that somebody is writing: as texts in YAML, or as JSON."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"files": {"scenario.yaml": "schema: 1\nid: inn\ntitle: The inn\n"}}]}
    )

    files: dict[FileName, Text] | None = Field(None, description="Its files by name, each with its text.")
    scenario: dict[str, Any] | None = Field(None, description="Or all of it, as JSON.")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.files is None) == (self.scenario is None):
            raise PydanticCustomError("one_of", "send either files or scenario")
        if self.files is not None and "scenario.yaml" not in self.files:
            raise PydanticCustomError("no_main", "files has no scenario.yaml")
        if self.files is not None and sum(map(len, self.files.values())) > LONGEST:
            raise PydanticCustomError("too_long", "files are longer than {most} characters together", {"most": LONGEST})
        return self


class ScenarioComplaint(Given):
    """One thing that is wrong, in plain words."""

    file: str
    key: str = Field(description="Where: a key as `cast[3].traits.openness`, or a line.")
    reason: str


class ScenarioReview(Given):
    """What is wrong with a scenario, and, when nothing is, how much of everything is written."""

    model_config = example(
        {
            "valid": False,
            "complaints": [{"file": "cast.yaml", "key": "cast[0].haunts[0]", "reason": "no place has the id 'market'"}],
            "cast": 0,
            "places": 0,
            "relationships": 0,
        }
    )

    valid: bool
    complaints: list[ScenarioComplaint]
    cast: int
    places: int
    relationships: int
