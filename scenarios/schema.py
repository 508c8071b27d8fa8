"""What authors write: the keys of a scenario's YAML files, with their ranges.

The guide for writers is ``docs/scenarios.md``. All numbers are integers in thousandths. Whitespace inside a text,
including line breaks, counts as one space. Unknown keys are refused, so that a typing error cannot pass in silence.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from actors.persona import TRAITS, VALUES
from scenarios.populace import Goal, Populace
from scenarios.text import Id, Line, Name, Tale

Signed = Annotated[int, Field(strict=True, ge=-1000, le=1000)]
"""−1000 … 1000."""

Share = Annotated[int, Field(strict=True, ge=0, le=1000)]
"""0 … 1000."""

Register = Literal["plain", "formal", "lyrical", "coarse", "childlike"]
Pronoun = Literal["he", "she", "they"]


def _productions(value: Any) -> Any:
    """One production may be written without a list around it."""
    return [value] if isinstance(value, str) else value


Productions = Annotated[list[Line], BeforeValidator(_productions), Field(min_length=1, max_length=40)]


class Authored(BaseModel):
    """The manners of every authored block: frozen, and no key that is not documented."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TraitsBlock(Authored):
    """The Big Five, −1000 … 1000 each; 0, the default, is like most people."""

    openness: Signed = Field(0, description="curious and imaginative (+) or attached to the familiar (−)")
    conscientiousness: Signed = Field(0, description="orderly and dutiful (+) or careless (−)")
    extraversion: Signed = Field(0, description="seeks company (+) or keeps apart (−)")
    agreeableness: Signed = Field(0, description="warm and yielding (+) or hard and suspicious (−)")
    neuroticism: Signed = Field(0, description="easily shaken (+) or calm (−)")

    def ordered(self) -> tuple[int, ...]:
        """The numbers in the order of ``actors.persona.TRAITS``."""
        return tuple(getattr(self, trait) for trait in TRAITS)


class ValuesBlock(Authored):
    """Schwartz's ten values: how much each of them moves this person, 0 … 1000; 300, the default, is lukewarm."""

    self_direction: Share = 300
    stimulation: Share = 300
    hedonism: Share = 300
    achievement: Share = 300
    power: Share = 300
    security: Share = 300
    conformity: Share = 300
    tradition: Share = 300
    benevolence: Share = 300
    universalism: Share = 300

    def ordered(self) -> tuple[int, ...]:
        """The numbers in the order of ``actors.persona.VALUES``."""
        return tuple(getattr(self, value) for value in VALUES)


class WantBlock(Authored):
    """A long goal."""

    goal: Goal = Field(description="what kind of goal: it decides which moves serve it")
    about: Id | None = Field(None, description="the id of the person it is about; required unless rise, belong, learn or escape")
    weight: Share = Field(500, description="how much of the person's will is in it")
    text: Line = Field(description="completes 'I mean to …': see Cosette safe and never know why")


class SecretBlock(Authored):
    """Something the person guards."""

    confession: Line = Field(description="a clause in the first person: I wore the chain of prisoner 24601")
    rumour: Line = Field(description="the same in the third person, with the person's short name in it")
    guard: Share = Field(700, description="how hard it is to give away")
    scandal: Share = Field(500, description="how much others would make of it")


class VoiceBlock(Authored):
    """How the person talks."""

    register_: Register = Field("plain", alias="register", description="the way of speaking that the grammar falls back on")
    oaths: list[Line] = Field([], max_length=40, description="exclamations, with their mark: Mille tonnerres!")
    images: list[Line] = Field([], max_length=40, description="noun phrases the person would compare things to: a locked door")
    sayings: list[Line] = Field([], max_length=80, description="whole sentences that nobody else would say")
    lines: dict[str, Productions] = Field({}, description="own productions of the grammar: symbol → one or several of them")


class PersonaBlock(Authored):
    """One member of the cast. The order of the cast is the order of importance: small casts take the first ones."""

    id: Id = Field(description="small letters, digits and dashes; everything else refers to the person by it")
    name: Name = Field(description="the full name")
    short: Name | None = Field(None, description="what the narrator calls the person; the full name if left out")
    pronoun: Pronoun = Field("they", description="he, she or they")
    title: Name = Field("friend", description="how a stranger addresses the person: monsieur")
    role: Line = Field("somebody", description="a noun phrase: a mayor with a past")
    bio: Tale = Field("", description="two or three sentences")
    traits: TraitsBlock = TraitsBlock.model_construct()
    values: ValuesBlock = ValuesBlock.model_construct()
    wants: list[WantBlock] = Field([], max_length=12)
    secret: SecretBlock | None = None
    voice: VoiceBlock = VoiceBlock.model_construct(register_="plain")
    haunts: list[Id] = Field([], max_length=12, description="ids of places, the most frequented first; none: the first place")
    portrait: Annotated[str, Field(max_length=200)] = Field("", description="the file name of a picture, if there is one")
    node: Annotated[str, Field(max_length=60)] = Field("", description="the person's name in the scenario's graph, if it has one")


class PlaceBlock(Authored):
    """Somewhere to be."""

    id: Id
    name: Line = Field(description="a noun phrase for the middle of a sentence: the Luxembourg Garden")
    at: Line = Field(description="where one is when there: in the Luxembourg Garden")
    public: Annotated[bool, Field(strict=True)] = Field(True, description="strangers come and go, and words are overheard")


class RelationshipBlock(Authored):
    """What ``from`` feels for ``to`` when the story begins. The other direction is a relationship of its own."""

    from_: Id = Field(alias="from")
    to: Id
    affinity: Signed = Field(0, description="liking (+) or hatred (−)")
    trust: Signed = 0
    respect: Signed = 0
    attraction: Signed = 0
    familiarity: Share = Field(400, description="how well the other is known")
    bond: Name | None = Field(None, description="what the other is to this one: daughter, prey, comrade")
    calls: Name | None = Field(None, description="how this one addresses the other: my child")
    mutual: Annotated[bool, Field(strict=True)] = Field(False, description="the same numbers and bond hold the other way round")


class GroupBlock(Authored):
    """What minor people of one kind have in common."""

    traits: TraitsBlock = TraitsBlock.model_construct()
    values: ValuesBlock = ValuesBlock.model_construct()
    voice: VoiceBlock = VoiceBlock.model_construct(register_="plain")
    haunts: list[Id] = Field(min_length=1, max_length=12)
    goal: Goal
    want: Line = Field(description="the text of their want; {about} stands for the person they have most to do with")
    bond: Name | None = Field(None, description="what two of this group are to one another")


class MinorBlock(Authored):
    """A minor person of the scenario's graph: the group and the ties in the graph supply what is not written here."""

    id: Id
    node: Annotated[str, Field(max_length=60)]
    name: Name
    short: Name | None = None
    pronoun: Pronoun
    title: Name
    role: Line
    bio: Tale
    group: str
    haunts: list[Id] = Field([], max_length=12, description="instead of the group's")
    want: WantBlock | None = Field(None, description="instead of the group's")


class SupportingBlock(Authored):
    """Minor people, for a scenario with a graph."""

    groups: dict[str, GroupBlock]
    people: list[MinorBlock]


def _first_schema(value: Any) -> Any:
    if value != 1 or isinstance(value, bool):
        raise PydanticCustomError("schema_number", "this Fabula reads schema 1 only")
    return value


class Manuscript(Authored):
    """A whole scenario: one file, or the files of one folder put together."""

    schema_: Annotated[int, BeforeValidator(_first_schema)] = Field(alias="schema", description="the number of this format: 1")
    id: Id
    title: Name
    blurb: Tale = ""
    genre: Id = Field("classic", description="the manners of the story: moves, rules and grammar")
    graph: Literal["les_miserables"] | None = Field(None, description="a graph of who appears with whom")
    places: list[PlaceBlock] = Field(min_length=1, max_length=500)
    cast: list[PersonaBlock] = Field(max_length=5_000, description="nobody, `[]`, is an empty stage")
    relationships: list[RelationshipBlock] = Field([], max_length=50_000)
    supporting: SupportingBlock | None = None
    awake: Annotated[int, Field(strict=True, ge=1)] | None = Field(
        None, description="about so many people are awake at once, where people are generated; 2,000 if left out"
    )
    populace: Populace | None = Field(None, description="what people are called and do whom nobody has written")
