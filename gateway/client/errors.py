"""What can go wrong with a request: one class for each situation, by the code of the refusal."""

from collections.abc import Mapping
from typing import Any, ClassVar

from gateway.schemas.problem import FieldProblem, Problem


class ApiError(Exception):
    """(status, code, detail, places, request id): the gateway refused. The root of all of them."""

    codes: ClassVar[tuple[str, ...]] = ()
    status: int
    code: str
    detail: str
    errors: list[FieldProblem]

    def __init__(
        self, status: int, code: str, detail: str, errors: list[FieldProblem] | None = None, request_id: str = ""
    ) -> None:
        super().__init__(status, code, detail, errors, request_id)
        self.status, self.code, self.detail = status, code, detail
        self.errors, self.request_id = errors or [], request_id

    def __str__(self) -> str:
        return f"{self.status} {self.code}: {self.detail}"


class Unreachable(ApiError):
    """Nobody answers, although it was tried several times."""


class Invalid(ApiError):
    """Something in the request is wrong; ``errors`` name the places."""

    codes = ("invalid_request", "scenario_invalid", "cast_too_large", "unprocessable_content", "content_too_large")


class Unauthenticated(ApiError):
    """Nobody is known to ask, or the proof of it is no good any more."""

    codes = ("unauthenticated", "unauthorized")


class Forbidden(ApiError):
    """Whoever asks may not do this."""

    codes = ("forbidden",)


class NotFound(ApiError):
    """There is no such thing, or nothing of which the asker may know."""

    codes = ("not_found", "ecosystem_unknown", "character_unknown", "scenario_unknown", "job_unknown", "account_unknown")


class Conflict(ApiError):
    """The request contradicts what is there."""

    codes = ("conflict", "key_reused", "key_in_flight", "name_taken", "refresh_raced", "embedder_mismatch")


class Changed(ApiError):
    """It is another version by now: read it again."""

    codes = ("precondition_failed", "precondition_required")


class TooMany(ApiError):
    """Too many requests, or a quota is spent."""

    codes = ("too_many_requests", "quota_spent")


class Away(ApiError):
    """Something is away that is needed; the same request may be sent again later."""

    codes = ("theatre_away", "store_unavailable", "store_full", "service_unavailable", "overloaded")


KINDS: tuple[type[ApiError], ...] = (Invalid, Unauthenticated, Forbidden, NotFound, Conflict, Changed, TooMany, Away)
STATUSES: Mapping[int, type[ApiError]] = {
    400: Invalid, 401: Unauthenticated, 403: Forbidden, 404: NotFound, 409: Conflict, 412: Changed, 413: Invalid, 422: Invalid,
    428: Changed, 429: TooMany, 503: Away,
}  # fmt: skip


def error_of(status: int, content: bytes) -> ApiError:
    """The error that an answer is."""
    try:
        problem = Problem.model_validate_json(content)
    except ValueError:
        return _kind(status, "")(status, "unknown", f"answer {status} that is no problem of the gateway's")
    return _kind(status, problem.code)(status, problem.code, problem.detail, problem.errors, problem.request_id)


def refused(frame: Mapping[str, Any]) -> ApiError:
    """The error that a refused command is."""
    status, code = int(frame["status"]), str(frame["code"])
    places = [FieldProblem.model_validate(place) for place in frame.get("errors", [])]
    return _kind(status, code)(status, code, str(frame["detail"]), places)


def _kind(status: int, code: str) -> type[ApiError]:
    return next((kind for kind in KINDS if code in kind.codes), STATUSES.get(status, ApiError))
