"""The catalogue: which scenarios ship with Fabula."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from actors.errors import ScenarioInvalid
from actors.genre import Genre
from actors.mind.grammar import Grammar
from scenarios.files import BUNDLED, Files, bundled_ids, found
from scenarios.genre import load_genre


@dataclass(frozen=True, slots=True)
class Entry:
    """What a reader sees before choosing a scenario."""

    id: str
    title: str
    blurb: str
    genre: str
    cast: int  # how many characters are written; more can be generated


@cache
def bundled() -> tuple[Entry, ...]:
    """Every folder beside this file that holds a ``scenario.yaml``, by id; read once in a process."""
    return tuple(entry(name) for name in bundled_ids())


def entry(source: str) -> Entry:
    """The entry of one scenario, by id or path. Reads its files without checking them; raises as ``files.found`` does."""
    data = found(source).data
    supporting = data.get("supporting")
    minor = supporting.get("people") if isinstance(supporting, dict) else None
    return Entry(
        str(data.get("id", source)),
        str(data.get("title", source)),
        " ".join(str(data.get("blurb", "")).split()),
        str(data.get("genre", "classic")),
        _entries(data.get("cast")) + _entries(minor),
    )


def genre_of(source: str) -> Genre:
    """The genre in which a scenario wants to be played. Raises as ``files.found``, and ScenarioInvalid for an unknown one."""
    return genre_in(found(source))


def genre_in(files: Files) -> Genre:
    """The same for files that are read. Raises ScenarioInvalid."""
    name = files.data.get("genre", "classic")
    known = sorted(folder.parent.name for folder in (BUNDLED / "genres").glob("*/moves.yaml"))
    if name not in known:
        raise ScenarioInvalid(files.main, "genre", f"there is no genre '{name}'; there are: {', '.join(known)}")
    return kept_genre(name)


@cache
def kept_genre(name: str) -> Genre:
    """The bundled genre of this name, read once in a process. Raises as ``load_genre``."""
    return load_genre(name)


@cache
def kept_grammar(name: str) -> Grammar:
    """The grammar of the bundled genre of this name, parsed once in a process. Raises as ``load_genre``."""
    return Grammar(kept_genre(name).speech)


def _entries(value: Any) -> int:
    return len(value) if isinstance(value, list) else 0
