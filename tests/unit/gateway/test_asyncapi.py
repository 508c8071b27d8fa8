"""The AsyncAPI document: it is well formed, refers to nothing that is not there, says what is really said, and does not change by
mistake.

AsyncAPI's own schema comes with no package. What is asked of the document here was compared by hand with the specification.
``python -m tests.unit.gateway.test_asyncapi`` writes the snapshot anew.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from gateway.asyncapi import CLIENT, SERVER, document
from gateway.streams.commands import COMMANDS

SNAPSHOT = Path(__file__).with_name("asyncapi.json")

REFERENCE = {
    "type": "object", "required": ["$ref"], "additionalProperties": False,
    "properties": {"$ref": {"type": "string", "pattern": "^#/"}},
}  # fmt: skip
REFERENCES = {"type": "array", "items": REFERENCE, "minItems": 1}
NAMED = {"type": "object", "patternProperties": {"^[A-Za-z0-9_.-]+$": {"type": "object"}}, "additionalProperties": False}
FORM: dict[str, Any] = {
    "type": "object", "required": ["asyncapi", "info", "channels", "operations"],
    "properties": {
        "asyncapi": {"const": "3.0.0"},
        "info": {"type": "object", "required": ["title", "version"]},
        "servers": {**NAMED, "additionalProperties": {"required": ["host", "protocol"]}},
        "channels": {
            **NAMED,
            "additionalProperties": {
                "required": ["address", "messages"],
                "properties": {"messages": {"additionalProperties": REFERENCE}, "servers": REFERENCES},
            },
        },
        "operations": {
            **NAMED,
            "additionalProperties": {
                "required": ["action", "channel"],
                "properties": {
                    "action": {"enum": ["send", "receive"]}, "channel": REFERENCE, "messages": REFERENCES,
                    "reply": {"properties": {"channel": REFERENCE, "messages": REFERENCES}},
                },
            },
        },
        "components": {"required": ["messages", "schemas"], "properties": {"messages": NAMED, "schemas": NAMED}},
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return json.loads(json.dumps(document()))


def references(value: Any) -> Iterator[str]:
    """All that anything in it refers to."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def found(made: dict[str, Any], reference: str) -> Any:
    place: Any = made
    for part in reference.removeprefix("#/").split("/"):
        place = place[part.replace("~1", "/")]
    return place


def checked(made: dict[str, Any], name: str) -> jsonschema.Draft7Validator:
    """A validator for the payload of a message."""
    payload = made["components"]["messages"][name]["payload"]
    return jsonschema.Draft7Validator({**payload, "components": made["components"]} if "allOf" in payload else
        {"allOf": [payload], "components": made["components"]})  # fmt: skip


def test_it_has_the_form_of_asyncapi_three(made):
    jsonschema.validate(made, FORM)


def test_everything_that_it_refers_to_is_there(made):
    assert [reference for reference in references(made) if not isinstance(found(made, reference), dict)] == []


def test_an_operation_uses_messages_of_its_own_channel(made):
    for operation in made["operations"].values():
        place = operation["channel"]["$ref"]
        assert all(message["$ref"].startswith(f"{place}/messages/") for message in operation["messages"])


def test_every_payload_is_a_schema(made):
    for schema in made["components"]["schemas"].values():
        jsonschema.Draft7Validator.check_schema(schema)


def test_every_message_is_used(made):
    used = {reference for channel in made["channels"].values() for reference in references(channel["messages"])}
    assert used == {f"#/components/messages/{name}" for name in made["components"]["messages"]}
    said = {reference.rsplit("/", 1)[1] for operation in made["operations"].values() for reference in references(operation)}
    assert {*CLIENT, *SERVER, *(f"command.{name}" for name in COMMANDS)} <= said


@pytest.mark.parametrize(
    ("name", "frame", "good"),
    [
        ("subscribe", {"type": "subscribe", "after": 3, "kinds": ["interaction"]}, True),
        ("subscribe", {"type": "subscribe", "after": -1}, False),
        ("subscribe", {"type": "subscribe", "afetr": 1}, False),
        ("auth", {"type": "auth", "ticket": "fbt_x"}, True),
        ("auth", {"type": "auth", "user": "x"}, False),
        ("command.step", {"type": "command", "id": "1", "name": "step", "input": {"ticks": 3}}, True),
        ("command.step", {"type": "command", "id": "1", "name": "step", "input": {"ticks": 0}}, False),
        ("command.step", {"type": "command", "id": "1", "name": "direct", "input": {}}, False),
        ("position", {"type": "position", "seq": 4}, True),
    ],
)
def test_its_schemas_say_which_frames_are_good(made, name, frame, good):
    assert checked(made, name).is_valid(frame) is good


def test_it_does_not_change_by_mistake(made):
    kept = json.loads(SNAPSHOT.read_text("utf-8"))
    assert made == {**kept, "info": {**kept["info"], "version": made["info"]["version"]}}


if __name__ == "__main__":
    SNAPSHOT.write_text(json.dumps(document(), indent=1, sort_keys=True) + "\n", "utf-8")
