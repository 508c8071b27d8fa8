"""With which codes connections are closed. What comes of each, docs/api.md says."""

from actors.errors import EcosystemUnknown, FabulaError, InvalidRequest, StoreUnavailable
from gateway.errors import Forbidden, TooManyRequests, Unauthenticated
from gateway.streams.errors import Lagging, Late, Malformed, Restarting

CODES: dict[type[FabulaError], int] = {
    Malformed: 4400,
    InvalidRequest: 4400,
    Unauthenticated: 4401,
    Forbidden: 4403,
    EcosystemUnknown: 4404,
    Late: 4408,
    TooManyRequests: 4429,
    Restarting: 1012,
    Lagging: 1013,
    StoreUnavailable: 1013,
}

DEFECT = 1011

REASON_BYTES = 120
"""A close frame has room for no more."""


def code_of(error: FabulaError) -> int:
    """The code for an error, or for the nearest class that it is a kind of."""
    return next((CODES[kind] for kind in type(error).__mro__ if kind in CODES), DEFECT)


def reason_of(error: FabulaError) -> str:
    """What is said along with it."""
    return str(error).encode()[:REASON_BYTES].decode(errors="ignore")
