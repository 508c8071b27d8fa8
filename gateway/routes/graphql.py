"""One question over characters, relationships, interactions and memories, in GraphQL. It changes nothing."""

from typing import Annotated

from fastapi import APIRouter, Depends

from gateway import problems
from gateway.dependencies import PortsOf
from gateway.graphql.answering import answered
from gateway.graphql.asking import Asking
from gateway.schemas.graphql import Question, Told
from gateway.security.guards import require
from gateway.security.principal import Principal

router = APIRouter(tags=["graphql"], responses=problems.responses(401, 403))

Watching = Annotated[Principal, Depends(require("ecosystem:view"))]


@router.post("/graphql", response_model_exclude_unset=True)
async def ask(question: Question, asking: Watching, ports: PortsOf) -> Told:
    """The answer; what could not be told is in `errors`, each with the `code` that a refusal would have."""
    return Told(**await answered(Asking(ports, asking), question.query, question.variables, question.operation_name))
