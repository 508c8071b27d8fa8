"""The client can ask all that the gateway answers: its methods are compared with the OpenAPI document, so that no operation, no
parameter and no answer is forgotten."""

import asyncio
import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import pytest
from pydantic import BaseModel, TypeAdapter

from gateway.client import AsyncClient
from gateway.client.aio.resources import AsyncResource
from gateway.client.call import Call
from gateway.document import document

DOCUMENT = document()
API = "/api/v1"

BY_OTHER_MEANS = {
    "GET /livez", "GET /readyz", "GET /version", "GET /metrics",  # for machines that look after the gateway
    "GET /api/v1/asyncapi.json",  # for generators of clients
    "POST /api/v1/auth/login",  # for pages, which keep cookies
    "POST /api/v1/auth/refresh",  # the client renews its tokens by itself
    "GET /api/v1/ecosystems/{ecosystem}/events/stream",  # watch
}  # fmt: skip
BY_ITSELF = {"If-None-Match", "Idempotency-Key"}
"""Headers that no method takes: nothing is kept here, and each request has a key of its own."""
WORDS = {"scopes": ["character:read"], "account": "0" * 32, "email": "a@b", "name": "fantine", "tempo_ms": 1000}


@dataclass(frozen=True)
class Asked:
    """What a method of the client would send."""

    method: str  # of the client
    call: Call[Any]

    @property
    def operation(self) -> str:
        """Which one of the document this is: of the paths that it can be, the one with the most words of its own."""
        asked = (API + self.call.path).split("/")
        return f"{self.call.method} {max(DOCUMENT['paths'], key=lambda path: _likeness(path.split('/'), asked))}"


def _likeness(path: Sequence[str], asked: Sequence[str]) -> int:
    """How many parts are the same; −1 when it is another path."""
    pairs = list(zip(path, asked, strict=False))
    fits = len(path) == len(asked) and all(part == given or part.startswith("{") for part, given in pairs)
    return sum(part == given for part, given in pairs) if fits else -1


def _argument(name: str, kind: Any) -> Any:
    """Something that a parameter of this type may be."""
    if name in WORDS:
        return WORDS[name]
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _argument(name, next(one for one in get_args(kind) if one is not NoneType))
    if origin is Literal:
        return get_args(kind)[0]
    if origin is not None and issubclass(origin, Sequence):
        return ["1"]
    if inspect.isclass(kind) and issubclass(kind, BaseModel):
        return kind.model_construct()
    return {str: "1", int: 1, bool: True, bytes: b"1"}.get(kind, {})


async def _asked() -> list[Asked]:
    """What every method of every resource would send."""
    found: list[Asked] = []
    async with AsyncClient("http://gateway") as client:
        for place, resource in vars(client).items():
            if isinstance(resource, AsyncResource):
                for name, method in inspect.getmembers(resource, inspect.iscoroutinefunction):
                    if not name.startswith("_"):
                        found.append(await _sent(resource, f"{place}.{name}", method))
    return found


async def _sent(resource: AsyncResource, name: str, method: Any) -> Asked:
    calls: list[Call[Any]] = []

    async def ask(call: Call[Any]) -> Any:
        calls.append(call)
        return call.answer.model_construct(access_token="", refresh_token="") if name == "auth.log_in" else None  # type: ignore[union-attr]

    resource._ask = ask  # type: ignore[method-assign, assignment]
    parameters = inspect.signature(method, eval_str=True).parameters.values()
    await method(**{one.name: _argument(one.name, one.annotation) for one in parameters})
    (call,) = calls
    return Asked(name, call)


ASKED = asyncio.run(_asked())
OPERATIONS = {
    f"{method.upper()} {path}": operation for path, methods in DOCUMENT["paths"].items() for method, operation in methods.items()
}
named = pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.method)


def test_every_operation_can_be_asked():
    assert {one.operation for one in ASKED} == OPERATIONS.keys() - BY_OTHER_MEANS


def test_what_is_asked_by_other_means_is_there():
    assert OPERATIONS.keys() >= BY_OTHER_MEANS


@named
def test_every_parameter_can_be_given(asked):
    described = [one for one in OPERATIONS[asked.operation].get("parameters", []) if one["in"] != "path"]
    assert set(asked.call.params) == {one["name"] for one in described if one["in"] == "query"}
    headers = {one["name"] for one in described if one["in"] == "header"} - BY_ITSELF
    assert headers == {
        name for name, given in (("If-Match", asked.call.etag), ("prefer", asked.call.prefer)) if given is not None
    }


def _schema(kind: Any) -> Any:
    """A type as the document refers to it."""
    adapter = TypeAdapter(kind)
    return adapter.json_schema(mode="serialization", ref_template="#/components/schemas/{model}")


def _name(schema: dict[str, Any]) -> str:
    """What stands for a schema: the model's title, or that of the items of a list."""
    if schema.get("type") == "array":
        return f"list of {_name(schema['items'])}"
    if "$ref" in schema:
        return str(DOCUMENT["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]["title"])
    return str(schema.get("title", ""))


@named
def test_the_answer_is_read_as_what_it_is(asked):
    answers = [
        answer["content"]["application/json"]["schema"]
        for status, answer in OPERATIONS[asked.operation]["responses"].items()
        if status.startswith("2") and "application/json" in answer.get("content", {})
    ]
    if asked.call.answer in (None, bytes):
        assert answers == []
        return
    read = _schema(asked.call.answer)
    named = f"list of {read['items']['$ref'].rsplit('/', 1)[1]}" if read.get("type") == "array" else read["title"]
    assert {_name(answer) for answer in answers} == {named}


@named
def test_what_is_sent_is_what_is_taken(asked):
    content = OPERATIONS[asked.operation].get("requestBody", {}).get("content", {})
    taken = content.get("application/json", {}).get("schema")
    needed = OPERATIONS[asked.operation].get("requestBody", {}).get("required", False)
    if taken is None:
        assert asked.call.body is None
        assert bool(content) is bool(asked.call.form or asked.call.file or asked.call.content)
    elif needed or asked.call.body is not None:
        assert type(asked.call.body).__name__ in str(taken)


def test_what_is_sent_has_the_names_of_the_document():
    """Those that are no names in Python, as ``from`` and ``register``, too."""
    sent = {"persona": {"id": "a", "name": "A", "voice": {"register": "coarse"}}, "relationships": [{"from": "a", "to": "b"}]}
    for asked in ASKED:
        if asked.method == "cast.add":
            body = type(asked.call.body).model_validate(sent)
            content = Call("POST", "/x", body=body).arguments()["content"]
            assert TypeAdapter(dict[str, Any]).validate_json(content) == sent
