"""The document by which clients are made: it changes on purpose only, and holds together."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from jsonschema import Draft202012Validator

from gateway.document import document, written

SNAPSHOT = Path(__file__).with_name("openapi.json")


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return orjson.loads(written(document()))


def operations(made: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(f"{method.upper()} {path}", one) for path, methods in made["paths"].items() for method, one in methods.items()]


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (one for key, one in value.items() if key == "$ref" and isinstance(one, str))
        for inner in value.values():
            yield from references(inner)
    if isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_the_document_is_the_one_that_clients_know(made):
    known = orjson.loads(SNAPSHOT.read_bytes())
    assert made["paths"].keys() == known["paths"].keys(), "routes came or went; if that is meant, run: make openapi"
    for path, methods in made["paths"].items():
        assert methods == known["paths"][path], f"{path} has changed; if that is meant, run: make openapi"
    assert made == known, "the document has changed; if that is meant, run: make openapi"


def test_operations_have_names_of_their_own_that_are_plain_words(made):
    names = Counter(operation["operationId"] for _, operation in operations(made))
    assert [name for name, count in names.items() if count > 1] == []
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z_]*[a-z]", name)] == []


def test_every_operation_says_what_it_is_for(made):
    assert [name for name, operation in operations(made) if not operation.get("description") or not operation.get("tags")] == []


def test_every_reference_leads_somewhere(made):
    names = {f"#/components/schemas/{name}" for name in made["components"]["schemas"]}
    assert sorted(set(references(made)) - names) == []


def test_every_refusal_is_a_problem(made):
    for name, operation in operations(made):
        for status, answer in operation["responses"].items():
            if status.startswith(("4", "5")) and name != "GET /readyz":
                assert list(answer.get("content", {})) == ["application/problem+json"], f"{name}: {status}"


def test_what_is_sent_has_no_fields_that_are_not_known(made):
    schemas = made["components"]["schemas"]
    sent = {
        name.rsplit("/", 1)[1]
        for _, operation in operations(made)
        for name in references(operation.get("requestBody", {}).get("content", {}).get("application/json", {}))
    }
    assert [name for name in sorted(sent) if schemas[name].get("additionalProperties", True) is not False] == []


def test_whatever_is_posted_takes_a_key_that_keeps_it_from_being_done_twice(made):
    for name, operation in operations(made):
        takes = "Idempotency-Key" in [one["name"] for one in operation.get("parameters", [])]
        assert takes is (name.startswith("POST ") and not name.startswith("POST /api/v1/auth/")) or name.startswith("DELETE "), (
            name
        )
        assert not takes or name.startswith("DELETE ") or "409" in operation["responses"], name


def test_whatever_is_sent_has_an_example(made):
    sent = {
        name.rsplit("/", 1)[1]
        for _, operation in operations(made)
        for kind, content in operation.get("requestBody", {}).get("content", {}).items()
        if kind != "multipart/form-data"
        for name in references(content)
    }
    assert [name for name in sorted(sent) if not made["components"]["schemas"][name].get("examples")] == []


def test_whatever_is_answered_has_an_example(made):
    answered = [
        (f"{name}: {status}", content)
        for name, operation in operations(made)
        for status, answer in operation["responses"].items()
        if status.startswith("2")
        for content in answer.get("content", {}).values()
    ]
    assert len(answered) > 80
    assert [name for name, content in answered if "example" not in content] == []
    for name, content in answered:
        assert complaints(made, content["schema"], content["example"]) == [], name


def test_every_example_is_one(made):
    for name, schema in made["components"]["schemas"].items():
        for example in schema.get("examples", []):
            assert complaints(made, {"$ref": f"#/components/schemas/{name}"}, example) == [], name


def test_examples_tell_of_one_ecosystem(made):
    """Whoever reads one answer after another finds the same people in the same world."""
    told = orjson.dumps([list(answers(operation)) for _, operation in operations(made)]).decode()
    assert set(re.findall(r"[a-z]{3,}(?:-[a-z]+)*-[0-9a-f]{12}\b", told)) == {"montagues-5f1c09aa4e21"}


def answers(operation: dict[str, Any]) -> Iterator[Any]:
    for answer in operation["responses"].values():
        yield from (content.get("example") for content in answer.get("content", {}).values())


def complaints(made: dict[str, Any], schema: dict[str, Any], example: Any) -> list[str]:
    return [error.message for error in Draft202012Validator({**schema, "components": made["components"]}).iter_errors(example)]
