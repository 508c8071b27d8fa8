"""Every refusal as application/problem+json, with a code that never changes."""

import logging
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from actors import errors as core
from gateway import errors
from gateway.request_ids import HEADER, request_id_of
from gateway.schemas.problem import FieldProblem, Problem
from gateway.strict_json import shown

LOG = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

AWAY_SECONDS = 2
"""After so long a client may ask again when something that we need is away."""

MOST, LONGEST = 50, 400
"""Of one request so many places are named, and so many characters said of each, since both may repeat what somebody sent."""

PHRASES = {413: "Content Too Large", 422: "Unprocessable Content"}
"""Names that are others in some releases of Python."""

STATUSES: dict[type[core.FabulaError], int] = {
    core.InvalidRequest: 422,
    core.ScenarioUnknown: 404,
    core.ScenarioInvalid: 422,
    core.EcosystemUnknown: 404,
    core.CharacterUnknown: 404,
    core.JobUnknown: 404,
    core.PictureUnknown: 404,
    core.PictureUnsupported: 415,
    core.BelongingUnknown: 404,
    core.BelongingsFull: 409,
    core.DocumentUnsupported: 415,
    core.CastTooLarge: 422,
    core.EmbedderMismatch: 409,
    core.ServicesBusy: 503,
    core.ServiceFailed: 503,
    core.StoreUnavailable: 503,
    core.TargetUnavailable: 503,
    core.TargetRefused: 503,
    core.ClusterUnavailable: 503,
    core.Unauthenticated: 401,
    core.RefreshRaced: 409,
    core.AccountUnknown: 404,
    core.NameTaken: 409,
    core.AccountNeeded: 409,
    core.KeyUnknown: 404,
    core.FlagUnknown: 404,
    core.VersionMoved: 412,
    core.Throttled: 429,
    core.QuotaSpent: 403,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.PreconditionFailed: 412,
    errors.PreconditionRequired: 428,
    errors.ContentTooLarge: 413,
    errors.KeyReused: 422,
    errors.KeyInFlight: 409,
    errors.TooManyRequests: 429,
    errors.Overloaded: 503,
    errors.TheatreAway: 503,
    errors.TakesTooLong: 503,
}
"""Whatever is not here is a defect of ours: 500."""


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route declares of its refusals in the OpenAPI document."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {status: {"description": phrase(status), "content": {MEDIA_TYPE: {"schema": schema}}} for status in statuses}


def install(app: FastAPI) -> None:
    """Have the app answer refusals so."""
    app.add_exception_handler(core.FabulaError, refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _defect)


def phrase(status: int) -> str:
    """What an HTTP status is called."""
    return PHRASES.get(status) or HTTPStatus(status).phrase


def code_of(error: core.FabulaError) -> str:
    """The stable code of an error: the name of its class in small letters."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(error).__name__).lower()


def status_of(error: core.FabulaError) -> int:
    """The HTTP status of an error, or of the nearest class that it is a kind of."""
    return next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), 500)


def problem(request: HTTPConnection, status: int, detail: str, code: str, places: list[FieldProblem] | None = None,
            headers: Mapping[str, str] | None = None) -> Response:  # fmt: skip
    """The answer."""
    body = Problem(
        title=phrase(status), status=status, detail=detail, code=code, instance=request.url.path,
        request_id=request_id_of(request), errors=places or [],
    )  # fmt: skip
    content = body.model_dump_json(exclude={"errors"} if not places else None)
    return Response(content, status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


async def refused(request: HTTPConnection, error: Exception) -> Response:
    """The answer to an error of ours."""
    assert isinstance(error, core.FabulaError)
    status = status_of(error)
    if status == 500:
        return await _defect(request, error)
    places = [FieldProblem(pointer=str(error.args[0]), detail=str(error.args[1]))] if status == 422 and error.args[1:] else None
    return problem(request, status, str(error), code_of(error), places, _headers(error, status))


def _headers(error: core.FabulaError, status: int) -> dict[str, str]:
    if isinstance(error, errors.TooManyRequests):
        return {"Retry-After": str(error.args[0])}
    if isinstance(error, core.Throttled):
        return {"Retry-After": str(error.args[1])}
    if status == 401:
        return {"WWW-Authenticate": "Bearer"}
    return {"Retry-After": str(AWAY_SECONDS)} if status == 503 else {}


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    wrong = error.errors()[:MOST]
    places = [FieldProblem(pointer=shown(_pointer(one["loc"]), LONGEST), detail=shown(one["msg"], LONGEST)) for one in wrong]
    detail = "; ".join(f"{place.pointer}: {place.detail}" for place in places[:3])
    return problem(request, 422, detail, "invalid_request", places)


def _pointer(place: tuple[int | str, ...]) -> str:
    first, *rest = place or ("body",)
    return "/" + "/".join(map(str, rest)) if first == "body" else "/".join(map(str, place))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = phrase(error.status_code).lower().replace(" ", "_").replace("-", "_")
    return problem(request, error.status_code, str(error.detail), code, headers=error.headers)


async def _defect(request: HTTPConnection, error: Exception) -> Response:
    name = request_id_of(request)
    method = request.scope.get("method", "")
    LOG.error("a defect while answering %s %s", method, request.url.path, exc_info=error, extra={"request_id": name})
    return problem(request, 500, f"a defect of ours; the log has it under {name}", "defect", headers={HEADER: name})
