"""The populace of a scenario: what its unwritten people are called and do, when a cast larger than the authored one is wanted.

A scenario writes the keys in which it differs from ``populace.yaml`` beside this file.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from scenarios.text import Line, Name

Goal = Literal["protect", "court", "befriend", "ruin", "expose", "exploit", "atone", "rise", "belong", "learn", "serve", "escape"]


def _distinct(names: list[str]) -> list[str]:
    """With too few different names the generator would look for a free one for ever."""
    for n, name in enumerate(names):
        if name in names[:n]:
            raise PydanticCustomError("twice", "'{name}' stands here twice", {"name": name})
    return names


def _numbered(site: "Site") -> "Site":
    if "{n}" not in site.name:
        raise PydanticCustomError("unnumbered", "the name must hold {n}, the number of the house")
    return site


class _Block(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BySex(_Block):
    """One list for men and one for women."""

    he: list[Line] = Field(min_length=2)
    she: list[Line] = Field(min_length=2)

    def of(self, pronoun: str) -> list[str]:
        """The list for this pronoun."""
        return self.he if pronoun == "he" else self.she


class Names(_Block):
    """First names, and family names made of every stem with every ending."""

    he: Annotated[list[Name], Field(min_length=20, max_length=2_000), AfterValidator(_distinct)]
    she: Annotated[list[Name], Field(min_length=20, max_length=2_000), AfterValidator(_distinct)]
    stems: Annotated[list[Name], Field(min_length=10, max_length=2_000), AfterValidator(_distinct)]
    endings: list[Annotated[str, Field(max_length=20)]] = Field(min_length=1)


class Titles(_Block):
    """How strangers address them."""

    he: Name
    she: Name


class Site(_Block):
    """A kind of place. ``{word}`` becomes one of the words, ``{n}`` a house number."""

    name: Line
    at: Line
    public: bool = True


class Wish(_Block):
    """A want; ``{about}`` becomes the short name of the person it is about."""

    goal: Literal[
        "protect", "court", "befriend", "ruin", "expose", "exploit", "atone", "rise", "belong", "learn", "serve", "escape"
    ]
    text: Line


class Skeleton(_Block):
    """A secret; ``{short}`` becomes the name of its owner."""

    confession: Line
    rumour: Line


class Populace(_Block):
    """The stock from which unwritten people are made."""

    names: Names | None = None
    titles: Titles | None = None
    roles: BySex | None = None
    quirks: list[Line] | None = Field(None, min_length=2, description="what completes 'She is a laundress, and …'")
    words: list[Name] | None = Field(None, min_length=2)
    sites: list[Site] | None = Field(None, min_length=1)
    houses: Annotated[Site, AfterValidator(_numbered)] | None = Field(None, description="numbered, when the sites run out")
    wishes: list[Wish] | None = Field(None, min_length=2)
    skeletons: list[Skeleton] | None = Field(None, min_length=2)
    oaths: list[Line] | None = Field(None, min_length=3)
    images: list[Line] | None = Field(None, min_length=3)
    sayings: list[Line] | None = Field(None, min_length=3)


class Stock(Populace):
    """A populace with nothing left out."""

    names: Names
    titles: Titles
    roles: BySex
    quirks: list[Line]
    words: list[Name]
    sites: list[Site]
    houses: Site
    wishes: list[Wish]
    skeletons: list[Skeleton]
    oaths: list[Line]
    images: list[Line]
    sayings: list[Line]


def stocked(own: Populace | None, default: dict[str, object]) -> Stock:
    """The scenario's own populace, completed from the default one."""
    given = own.model_dump(exclude_none=True) if own else {}
    return Stock.model_validate({**default, **given})
