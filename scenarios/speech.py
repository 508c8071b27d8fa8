"""Reads a genre's speech: a folder of YAML files, each a mapping from symbol to a list of productions."""

from importlib.resources import as_file
from importlib.resources.abc import Traversable
from pathlib import Path

from actors.errors import ScenarioInvalid
from scenarios.script import parsed


def load_speech(folder: Traversable | Path) -> dict[str, tuple[str, ...]]:
    """All symbols of all ``*.yaml`` files of the folder, files in the order of their names, symbols in the order written.

    Raises ScenarioInvalid(file, symbol, reason) when a file is not a mapping of symbols to non-empty lists of strings, when a
    production stands twice under its symbol, when a symbol stands in two files, or when the folder has no such file; and
    ScenarioInvalid(file, line, reason) when the YAML itself is wrong, also for a symbol that stands twice in one file.
    """
    speech: dict[str, tuple[str, ...]] = {}
    files = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".yaml")), key=lambda entry: entry.name)
    if not files:
        raise ScenarioInvalid(folder.name, "speech", "the folder has no *.yaml file")
    for file in files:
        with as_file(file) as path:
            content = parsed(path, file.name)
        if not isinstance(content, dict):
            raise ScenarioInvalid(file.name, "the file", "is not a mapping of symbols to lists")
        for symbol, entry in content.items():
            if symbol in speech:
                raise ScenarioInvalid(file.name, symbol, "stands in another file as well")
            speech[symbol] = _productions(file.name, symbol, entry)
    return speech


def _productions(file: str, symbol: str, entry: object) -> tuple[str, ...]:
    if not isinstance(entry, list) or not entry:
        raise ScenarioInvalid(file, symbol, "is not a list of productions")
    seen: dict[str, None] = {}
    for production in entry:
        if not isinstance(production, str):
            raise ScenarioInvalid(file, symbol, f"is not a list of strings: {production!r}")
        if production in seen:
            raise ScenarioInvalid(file, symbol, f"stands twice: {production}")
        seen[production] = None
    return tuple(seen)
