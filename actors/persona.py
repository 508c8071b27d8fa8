"""A persona: the authored nature of a character. It never changes; what changes is the character's state.

All strengths are integers in thousandths: traits −1000 … 1000, values and wants 0 … 1000.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

TRAITS = ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism")
"""The Big Five (Costa & McCrae)."""

VALUES = (
    "self_direction", "stimulation", "hedonism", "achievement", "power",
    "security", "conformity", "tradition", "benevolence", "universalism",
)  # fmt: skip
"""Schwartz's ten basic values."""

GOALS = ("protect", "court", "befriend", "ruin", "expose", "exploit", "atone", "rise", "belong", "learn", "serve", "escape")
"""What a want can be after. The first seven and ``serve`` are about somebody; the others may be about nobody."""

REGISTERS = ("plain", "formal", "lyrical", "coarse", "childlike")
"""The five ways of speaking that a grammar distinguishes."""


@dataclass(frozen=True, slots=True)
class Want:
    """A long goal. ``text`` completes "I mean to …" (for example "see Cosette safe")."""

    id: str
    goal: str
    about: str  # a character's id, or ""
    weight: int
    text: str


@dataclass(frozen=True, slots=True)
class Secret:
    """Something that the character guards. ``confession`` is a clause in the first person, ``rumour`` in the third."""

    id: str
    confession: str  # "I wore the chain of prisoner 24601"
    rumour: str  # "Valjean wore the chain of prisoner 24601"
    guard: int  # how hard it is to give away, 0 … 1000
    scandal: int  # how much others would make of it, 0 … 1000


@dataclass(frozen=True, slots=True)
class Voice:
    """How somebody talks: one register, own exclamations, images, sayings, and own productions for chosen symbols."""

    register: str
    oaths: tuple[str, ...] = ()  # "Mille tonnerres!"
    images: tuple[str, ...] = ()  # noun phrases: "a locked door"
    sayings: tuple[str, ...] = ()  # whole sentences, said now and then
    lines: tuple[tuple[str, tuple[str, ...]], ...] = ()  # symbol → productions of the grammar, spoken by nobody else


@dataclass(frozen=True, slots=True)
class Persona:
    """Who a character is."""

    id: str
    name: str  # "Jean Valjean"
    short: str  # what the narrator calls him or her: "Valjean"
    pronoun: str  # he, she or they
    title: str  # how a stranger addresses him or her: "monsieur", "Inspector"
    role: str  # "a mayor with a past"
    bio: str
    traits: tuple[int, ...]  # in the order of TRAITS
    values: tuple[int, ...]  # in the order of VALUES
    voice: Voice
    wants: tuple[Want, ...] = ()
    secret: Secret | None = None
    haunts: tuple[str, ...] = ()  # ids of places, the most frequented first
    portrait: str = ""

    def encoded(self) -> dict[str, Any]:
        """The persona as JSON-able values."""
        secret = _encoded(self.secret) if self.secret else None
        return {**_encoded(self), "voice": _encoded(self.voice), "wants": [*map(_encoded, self.wants)], "secret": secret}


def _encoded(block: Persona | Voice | Want | Secret) -> dict[str, Any]:
    """The fields by name; several times as fast as ``dataclasses.asdict``, which copies everything."""
    return {name: getattr(block, name) for name in block.__slots__}


def secret_of(owner: str) -> str:
    """The fact under which a character's secret is told, learned and kept, whatever its author called it."""
    return f"secret:{owner}"


UNWRITTEN = {
    "pronoun": "they", "title": "friend", "role": "somebody", "bio": "", "traits": (0,) * len(TRAITS),
    "values": (300,) * len(VALUES), "voice": {"register": "plain"}, "wants": (), "secret": None, "haunts": (), "portrait": "",
}  # fmt: skip
"""What somebody is of whom a chronicle does not say it: what he or she would be, had the author left it out."""


def decoded(data: dict[str, Any]) -> Persona:
    """The inverse of ``Persona.encoded``, also after a trip through JSON. Only id and name have to be there."""
    data = {**UNWRITTEN, "short": data["name"], **data}
    return Persona(
        **{
            **data,
            "traits": tuple(data["traits"]),
            "values": tuple(data["values"]),
            "haunts": tuple(data["haunts"]),
            "wants": tuple(Want(**want) for want in data["wants"]),
            "secret": Secret(**data["secret"]) if data["secret"] else None,
            "voice": _voice(**data["voice"]),
        }
    )


def _voice(
    register: str, oaths: Sequence[str] = (), images: Sequence[str] = (), sayings: Sequence[str] = (),
    lines: Sequence[tuple[str, Sequence[str]]] = (),
) -> Voice:  # fmt: skip
    own = tuple((symbol, tuple(productions)) for symbol, productions in lines)
    return Voice(register, tuple(oaths), tuple(images), tuple(sayings), own)
