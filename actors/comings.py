"""Comings and goings: somebody joins a cast that lives already, or leaves it. Others keep what they remember and feel."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import Any

from actors.directives import Directive
from actors.events import JOINED, LEFT, Draft, canonical
from actors.founding import first_regard
from actors.persona import Persona
from actors.world import Regard


@dataclass(frozen=True, slots=True)
class Join(Directive):
    """Somebody new comes to a place, with first relationships in either direction."""

    what = "join"
    persona: dict[str, Any]  # encoded
    place: str
    regards: list[dict[str, Any]]  # the fields of ``actors.world.Regard``; the newcomer owns or is the target of each
    digest: str  # of what was asked for, before it was fitted to the ecosystem

    @property
    def character(self) -> str:
        """Who comes."""
        return str(self.persona["id"])

    def people(self) -> tuple[tuple[str, str], ...]:
        """(field, character) for everybody whom it needs to be there."""
        ends = (person for regard in self.regards for person in (regard["owner"], regard["target"]))
        return tuple(("regards", person) for person in dict.fromkeys(ends) if person != self.character)


@dataclass(frozen=True, slots=True)
class Leave(Directive):
    """Somebody leaves for good."""

    what = "leave"
    character: str


def coming_of(body: Mapping[str, Any]) -> Directive:
    """The coming or going that a body says; it was checked when it was ordered."""
    if body["what"] == Leave.what:
        return Leave(body["character"])
    return Join(dict(body["persona"]), body["place"], [dict(regard) for regard in body["regards"]], body["digest"])


def asked(persona: Persona, place: str, regards: Sequence[Regard]) -> Join:
    """A coming as somebody asks for it."""
    encoded, felt = persona.encoded(), [asdict(regard) for regard in regards]
    return Join(encoded, place, felt, blake2b(canonical({"p": encoded, "at": place, "r": felt}), digest_size=16).hexdigest())


def in_short(order: Mapping[str, Any]) -> dict[str, Any]:
    """An order as its event keeps it: a persona stands in the chronicle once, in the event with which it joins."""
    if order.get("what") != Join.what or "persona" not in order:
        return dict(order)
    return {"what": Join.what, "character": order["persona"]["id"], "digest": order["digest"]}


def joined(join: Join, key: str, tick: int) -> Draft:
    """The event with which somebody joins."""
    regards = [first_regard(Regard(**regard), tick) for regard in join.regards]
    body = {"character": join.character, "persona": join.persona, "memories": [], "place": join.place, "regards": regards}
    return Draft(JOINED, key, 1, body)


def left(character: str, place: str, key: str) -> Draft:
    """The event with which somebody leaves a place for good."""
    return Draft(LEFT, key, 1, {"character": character, "from": place})
