"""A question in GraphQL, and the answer."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field, StringConstraints

from gateway.schemas.model import Given, Sent, example

_EXAMPLE = '{ ecosystem(id: "montagues-5f1c09aa4e21") { characters(limit: 5) { name relationships(limit: 3) { kind } } } }'


class Question(Sent):
    """A question in GraphQL."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"query": _EXAMPLE}]})

    query: Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
    variables: dict[str, Any] | None = None
    operation_name: Annotated[str, StringConstraints(max_length=200)] | None = Field(None, alias="operationName")


class Told(Given):
    """What could be told, and what could not."""

    model_config = example({"data": {"ecosystem": {"characters": [{"name": "Mercutio", "relationships": [{"kind": "enemy"}]}]}}})

    data: dict[str, Any] | None
    errors: list[dict[str, Any]] | None = None
