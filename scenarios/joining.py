"""Somebody who is to join a living cast, as a file: the persona, and what he or she feels for others and they for him or her."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, ValidationError

from actors.persona import Persona
from actors.pictures import Picture
from actors.world import Regard
from scenarios.complaint import refusal
from scenarios.files import Files
from scenarios.guests import check_guest
from scenarios.loading import persona_of, regards_of
from scenarios.portraits import portrait
from scenarios.schema import Authored, PersonaBlock, RelationshipBlock
from scenarios.script import parsed


class NewcomerBlock(Authored):
    """In the words of a scenario; the same as the body of ``POST …/characters``."""

    persona: PersonaBlock
    relationships: list[RelationshipBlock] = Field([], max_length=500)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody new, with all that is known of him or her."""

    persona: Persona
    regards: tuple[Regard, ...]
    pictures: tuple[Picture, ...]  # the one that is the portrait, or none


def newcomer_in(path: Path, place: str) -> Newcomer:
    """Who is in a file, found at a ``place`` unless the author says where; the portrait is a file of the same folder. Raises
    ScenarioInvalid (file, key, reason), and InvalidRequest for what is wrong with the persona."""
    data = parsed(path, str(path))
    try:
        block = NewcomerBlock.model_validate(data)
    except ValidationError as error:
        raise refusal(Files(str(path), {}), error) from None
    pictures = _pictures(block.persona.portrait, path)
    person = block.persona.model_copy(update={"portrait": pictures[0].name if pictures else ""})
    check_guest(person, "persona", picture=person.portrait)
    regards = tuple(regard for one in block.relationships for regard in regards_of(one))
    return Newcomer(persona_of(person, place), regards, pictures)


def _pictures(name: str, path: Path) -> tuple[Picture, ...]:
    return (portrait(name, path.parent, str(path), "persona.portrait"),) if name else ()
