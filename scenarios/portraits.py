"""Portraits: the pictures that an author has put beside his texts, read and checked."""

from dataclasses import replace
from pathlib import Path

from actors.errors import ScenarioInvalid
from actors.persona import Persona
from actors.pictures import LARGEST, Picture, fault_of, picture_of
from scenarios.complaint import where
from scenarios.files import Files
from scenarios.schema import PersonaBlock


def portraits(cast: list[PersonaBlock], files: Files) -> dict[str, Picture]:
    """The pictures of a written cast, by the name of the file. Raises ScenarioInvalid for the first that cannot be shown."""
    found: dict[str, Picture] = {}
    for number, person in enumerate(cast):
        if person.portrait and person.portrait not in found:
            path = ("cast", number, "portrait")
            found[person.portrait] = portrait(person.portrait, files.folder, files.holding(path), where(path))
    return found


def portrait(name: str, folder: Path | None, file: str, key: str) -> Picture:
    """The picture of this name in a folder. Raises ScenarioInvalid, at this place of a file, when it is none, or elsewhere."""
    if folder is None:
        raise ScenarioInvalid(file, key, f"'{name}' cannot be found: there is no folder to look into")
    body, fault = _read(folder, name)
    if fault := fault or fault_of(body):
        raise ScenarioInvalid(file, key, f"'{name}' {fault}")
    return picture_of(body)


def portrayed(persona: Persona, pictures: dict[str, Picture]) -> Persona:
    """The persona with the picture's own name instead of the file's, under which it is found wherever the persona goes."""
    return replace(persona, portrait=pictures[persona.portrait].name) if persona.portrait else persona


def _read(folder: Path, name: str) -> tuple[bytes, str]:
    """What is in the file, no more than can be shown and a byte; or what keeps it from being read."""
    try:
        home = folder.resolve()
        path = (home / name).resolve()
        if not path.is_relative_to(home):
            return b"", "is outside the scenario's folder"
        if not path.is_file():
            return b"", "is no file of the scenario's folder"
        with path.open("rb") as file:
            return file.read(LARGEST + 1), ""
    except (OSError, ValueError, RuntimeError) as error:  # a name with a NUL, links in a circle, nobody may read it
        return b"", f"cannot be read: {error}"
