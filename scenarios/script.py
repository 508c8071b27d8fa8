"""Reading authored YAML: UTF-8, at most 5 MB, no aliases, no key twice. Errors name the file and the line."""

from pathlib import Path
from typing import Any

import yaml

from actors.errors import ScenarioInvalid

LIMIT = 5_000_000
"""Bytes that one file may have."""

DEPTH = 40
"""How deep lists and mappings may be nested."""

_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Strict(_Parser):  # type: ignore[misc]
    """The safe loader, refusing a key that stands twice in one mapping."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise yaml.MarkedYAMLError(problem="a key must be a text", problem_mark=key_node.start_mark)
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f"the key '{key}' stands here twice", problem_mark=key_node.start_mark)
            seen.add(key)
        made: dict[Any, Any] = super().construct_mapping(node, deep)
        return made


def parsed(path: Path, label: str) -> Any:
    """The content of a YAML file. Raises ScenarioInvalid under the given label for the file."""
    return parsed_text(_text(path, label), label)


def parsed_text(text: str, label: str) -> Any:
    """The value that a YAML text stands for. Raises as ``parsed``."""
    try:
        _survey(text, label)
        return yaml.load(text, Loader=_Strict)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}" if mark else "the file"
        raise ScenarioInvalid(label, where, f"is not valid YAML: {error.problem or error.context}") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ScenarioInvalid(label, f"line {line}", "holds a character that YAML does not allow") from None
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date such as 2021-13-45
        raise ScenarioInvalid(label, "the file", f"is not valid YAML: {error}") from None


def _text(path: Path, label: str) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(LIMIT + 1)
    except OSError as error:
        raise ScenarioInvalid(label, "the file", f"cannot be read: {error.strerror}") from None
    if len(raw) > LIMIT:
        raise ScenarioInvalid(label, "the file", f"is larger than {LIMIT // 1_000_000} MB")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ScenarioInvalid(label, f"line {line}", "is not UTF-8 text") from None


def _survey(text: str, label: str) -> None:
    """Refuse what would make a small file a huge value: aliases and endless nesting."""
    depth = 0
    for event in yaml.parse(text, Loader=_Parser):
        if isinstance(event, yaml.AliasEvent):
            raise ScenarioInvalid(label, _line(event), f"aliases are not allowed: write out what *{event.anchor} stands for")
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1
        if depth > DEPTH:
            raise ScenarioInvalid(label, _line(event), f"is nested more than {DEPTH} levels deep")


def _line(event: yaml.Event) -> str:
    return f"line {event.start_mark.line + 1}" if event.start_mark else "the file"
