"""Frames of clients as values, and refusals as frames."""

import logging

from pydantic import BaseModel, TypeAdapter, ValidationError

from actors.errors import FabulaError
from gateway import problems
from gateway.errors import TooManyRequests
from gateway.schemas.problem import FieldProblem
from gateway.schemas.streams import ClientFrame, Refused
from gateway.streams.errors import Malformed

LOG = logging.getLogger(__name__)

_FRAMES: TypeAdapter[ClientFrame] = TypeAdapter(ClientFrame)


def read(text: str) -> ClientFrame:
    """What a client says. Raises Malformed."""
    try:
        return _FRAMES.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = "/".join(str(part) for part in first["loc"])
        raise Malformed(f"{place}: {first['msg']}" if place else first["msg"]) from None


def written(message: BaseModel) -> str:
    """What is said, as JSON; what is not there is left out."""
    return message.model_dump_json(exclude_none=True)


def refusal(id: str | None, error: FabulaError) -> Refused:
    """How it is said that a command is refused."""
    status = problems.status_of(error)
    if status == 500:
        LOG.error("a defect while answering a command", exc_info=error)
        return Refused(id=id, status=500, code="defect", detail="a defect of ours")
    places = [FieldProblem(pointer=str(error.args[0]), detail=str(error.args[1]))] if status == 422 and error.args[1:] else []
    retry = float(error.args[0]) if isinstance(error, TooManyRequests) else problems.AWAY_SECONDS if status == 503 else None
    return Refused(id=id, status=status, code=problems.code_of(error), detail=str(error), errors=places, retry_after=retry)
