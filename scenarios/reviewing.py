"""Reviewing: a scenario that somebody sends as text or as values, with everything that is wrong with it. No path is followed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pydantic import ValidationError

from actors.errors import ScenarioInvalid
from scenarios.catalogue import genre_in
from scenarios.complaint import refusals, where
from scenarios.files import PARTS, assembled
from scenarios.references import faults
from scenarios.schema import Manuscript
from scenarios.script import DEPTH, parsed_text
from scenarios.supporting import ties

MAIN = "scenario.yaml"

MOST = 200
"""Complaints of one review. Who has made so many mistakes has made one of them often."""

_KEY, _REASON = 200, 400
"""Characters of what is said of one mistake, since both may repeat what somebody sent."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong, in plain words."""

    file: str
    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class Review:
    """What is wrong with a scenario, and, when nothing is, how much of everything is written."""

    complaints: tuple[Complaint, ...]
    cast: int = 0
    places: int = 0
    relationships: int = 0


def review_texts(texts: Mapping[str, str]) -> Review:
    """The files of a scenario by name ("scenario.yaml", and those of ``files.PARTS`` that it has), each a text in YAML."""
    read: dict[str, Any] = {}
    wrong: list[ScenarioInvalid] = []
    for name, text in texts.items():
        try:
            read[name] = parsed_text(text, name)
        except ScenarioInvalid as error:
            wrong.append(error)
    if wrong:
        return _bad(wrong)
    parts = {key: (f"{key}.yaml", read[f"{key}.yaml"]) for key in PARTS if f"{key}.yaml" in read}
    return _review(read.get(MAIN), parts)


def review_data(data: Mapping[str, Any]) -> Review:
    """A scenario as JSON-able values."""
    if path := _too_deep(data):
        return _bad([ScenarioInvalid(MAIN, path, f"is nested more than {DEPTH} levels deep")])
    return _review(data, {})


def _review(data: Any, parts: Mapping[str, tuple[str, Any]]) -> Review:
    try:
        files = assembled(MAIN, data, parts)
        genre = genre_in(files)
        script = Manuscript.model_validate(files.data)
        broken = [ScenarioInvalid(files.holding(path), where(path), reason) for path, reason in faults(script, genre)]
        if broken:
            return _bad(broken)
        ties(script, files)
    except ValidationError as error:
        return _bad(list(islice(refusals(files, error), MOST)))
    except ScenarioInvalid as error:
        return _bad([error])
    minor = len(script.supporting.people) if script.supporting else 0
    return Review((), len(script.cast) + minor, len(script.places), len(script.relationships))


def _bad(wrong: list[ScenarioInvalid]) -> Review:
    return Review(tuple(Complaint(file, _shown(key, _KEY), _shown(reason, _REASON)) for file, key, reason in _args(wrong)))


def _args(wrong: list[ScenarioInvalid]) -> Iterator[tuple[str, str, str]]:
    for error in wrong[:MOST]:
        file, key, reason = map(str, error.args)
        yield file, key, reason


def _shown(text: str, most: int) -> str:
    """Short enough, and of signs that can be sent."""
    sendable = text.encode("utf-8", "replace").decode()
    return sendable if len(sendable) <= most else f"{sendable[: most - 1]}…"


def _too_deep(data: Any) -> str:
    """Where it is nested too deeply, or ""."""
    waiting: list[tuple[Any, str, int]] = [(data, "", 0)]
    while waiting:
        value, path, depth = waiting.pop()
        if depth > DEPTH:
            return path.removeprefix(".")
        if isinstance(value, Mapping):
            waiting += [(one, f"{path}.{key}"[:_KEY], depth + 1) for key, one in value.items()]
        elif isinstance(value, list):
            waiting += [(one, f"{path}[{n}]"[:_KEY], depth + 1) for n, one in enumerate(value)]
    return ""
