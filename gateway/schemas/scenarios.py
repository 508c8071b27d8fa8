"""Scenarios as the API tells of them, and as it takes them."""

from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from gateway.schemas.model import Given, Sent

LONGEST = 1_000_000
"""Characters that all files of a scenario together may have."""

FileName = Literal["scenario.yaml", "cast.yaml", "relationships.yaml", "supporting.yaml", "populace.yaml"]
Text = Annotated[str, StringConstraints(strip_whitespace=False, max_length=LONGEST)]


class ScenarioCard(Given):
    """What a reader sees before choosing a scenario."""

    id: str
    title: str
    blurb: str
    genre: str
    cast: int


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

    valid: bool
    complaints: list[ScenarioComplaint]
    cast: int
    places: int
    relationships: int
