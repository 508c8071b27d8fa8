"""The files of a scenario: one folder or one file, put together into one mapping that remembers what came from where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from actors.errors import ScenarioInvalid, ScenarioUnknown
from scenarios.script import parsed

BUNDLED = Path(__file__).parent
"""The folder with the bundled scenarios."""

PARTS = ("cast", "relationships", "supporting", "populace")
"""Keys that may stand in a file of their own, ``<key>.yaml``, beside ``scenario.yaml``."""


@dataclass(frozen=True, slots=True)
class Files:
    """A scenario as read, not yet checked."""

    main: str  # the file with the title, as named in errors
    data: dict[str, Any]
    parts: dict[str, str] = field(default_factory=dict)  # key → the file of its own that holds it
    folder: Path | None = None  # where pictures are; None: what is read stands nowhere

    def holding(self, path: Sequence[int | str]) -> str:
        """The file in which a key path is to be found."""
        return self.parts.get(str(path[0]), self.main) if path else self.main


def bundled_ids() -> tuple[str, ...]:
    """The ids of the scenarios that ship with Fabula, in alphabetical order."""
    return tuple(sorted(folder.parent.name for folder in BUNDLED.glob("*/scenario.yaml")))


def found(source: str | Path) -> Files:
    """The files of a bundled scenario (by id) or of a path. Raises ScenarioUnknown or ScenarioInvalid."""
    if isinstance(source, str) and source in bundled_ids():
        return _folder(BUNDLED / source, source)
    path = Path(source)
    if _is(path, "is_dir"):
        return _folder(path, str(path))
    if _is(path, "is_file"):
        return Files(str(path), _mapping(path, str(path)), folder=path.parent)
    raise ScenarioUnknown(str(source), ", ".join(bundled_ids()))


def _is(path: Path, question: str) -> bool:
    try:
        return str(path) not in ("", ".") and bool(getattr(path, question)())
    except (OSError, ValueError):  # a name too long, or with a NUL
        return False


def _folder(folder: Path, label: str) -> Files:
    main = f"{label}/scenario.yaml"
    data = parsed(folder / "scenario.yaml", main)
    names = {key: f"{label}/{key}.yaml" for key in PARTS if (folder / f"{key}.yaml").is_file()}
    parts = {key: (name, parsed(folder / f"{key}.yaml", name)) for key, name in names.items()}
    return replace(assembled(main, data, parts), folder=folder)


def assembled(main: str, data: Any, parts: Mapping[str, tuple[str, Any]]) -> Files:
    """The main file with the keys that have files of their own: key → (name of the file, content). Raises ScenarioInvalid."""
    whole = dict(_checked(data, main))
    for key, (_, content) in parts.items():
        if key in whole:
            raise ScenarioInvalid(main, key, f"stands here and in {key}.yaml; keep one of them")
        whole[key] = content
    if "cast" not in whole:
        raise ScenarioInvalid(main, "cast", "is missing: neither here nor in cast.yaml beside it")
    return Files(main, whole, {key: name for key, (name, _) in parts.items()})


def _mapping(path: Path, label: str) -> dict[str, Any]:
    return _checked(parsed(path, label), label)


def _checked(data: Any, label: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise ScenarioInvalid(label, "the file", "must be a mapping of keys to values")
    return data
