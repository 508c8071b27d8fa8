"""Somebody who is to join a living cast, as a file: the persona, and what he or she feels for others and they for him or her."""

from pathlib import Path

from pydantic import Field, ValidationError

from scenarios.complaint import refusal
from scenarios.files import Files
from scenarios.guests import check_guest
from scenarios.schema import Authored, PersonaBlock, RelationshipBlock
from scenarios.script import parsed


class Newcomer(Authored):
    """In the words of a scenario; the same as the body of ``POST …/characters``."""

    persona: PersonaBlock
    relationships: list[RelationshipBlock] = Field([], max_length=500)


def newcomer_in(path: Path) -> Newcomer:
    """Who is in a file. Raises ScenarioInvalid (file, key, reason), and InvalidRequest for what is wrong with the persona."""
    data = parsed(path, str(path))
    try:
        newcomer = Newcomer.model_validate(data)
    except ValidationError as error:
        raise refusal(Files(str(path), {}), error) from None
    check_guest(newcomer.persona, "persona")
    return newcomer
