"""Answering one question, and saying what was wrong with it without telling what is inside."""

import logging
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.extensions import AddValidationRules, MaxTokensLimiter
from strawberry.schema.config import StrawberryConfig

from actors.errors import FabulaError
from gateway.graphql.asking import Asking
from gateway.graphql.bounds import TOKENS, Bounds
from gateway.graphql.types import SCALARS, Query
from gateway.problems import code_of, status_of
from gateway.request_ids import request_id

LOG = logging.getLogger(__name__)


class _Schema(strawberry.Schema):
    def process_errors(self, errors: list[GraphQLError], execution_context: Any = None) -> None:
        """What is worth a line in the log is logged by ``_told``."""


SCHEMA = _Schema(
    query=Query,
    extensions=[lambda: MaxTokensLimiter(TOKENS), lambda: AddValidationRules([Bounds])],
    config=StrawberryConfig(scalar_map=SCALARS),
)


async def answered(asking: Asking, query: str, variables: dict[str, Any] | None, operation: str | None) -> dict[str, Any]:
    """The answer as GraphQL has it: ``data``, and ``errors`` when something could not be told."""
    result = await SCHEMA.execute(query, variable_values=variables, context_value=asking, operation_name=operation)
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        answer["errors"] = [_told(error) for error in result.errors]
    return answer


def _told(error: GraphQLError) -> dict[str, Any]:
    told: dict[str, Any] = {"message": error.message, "extensions": {"code": "invalid_request"}}
    cause = error.original_error
    if isinstance(cause, FabulaError) and status_of(cause) != 500:
        told = {"message": str(cause), "extensions": {"code": code_of(cause)}}
    elif cause is not None and not isinstance(cause, GraphQLError):
        LOG.error("a defect while answering a question in GraphQL", exc_info=cause)
        told = {"message": f"a defect of ours; the log has it under {request_id()}", "extensions": {"code": "defect"}}
    if error.locations:
        told["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path:
        told["path"] = list(error.path)
    return told
