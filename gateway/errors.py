"""The ways in which the gateway itself can refuse a request, beside those of ``actors.errors``."""

from actors.errors import FabulaError, Unauthenticated

__all__ = [
    "Conflict", "ContentTooLarge", "Forbidden", "KeyInFlight", "KeyReused", "NotFound", "PreconditionFailed",
    "PreconditionRequired", "TheatreAway", "TooManyRequests", "Unauthenticated",
]  # fmt: skip


class Forbidden(FabulaError):
    """(reason): whoever asks is known, and may not do this."""

    sentence = "not allowed: {0}"


class NotFound(FabulaError):
    """(kind, id): there is no such thing, or nothing of which the asker may know."""

    sentence = "there is no {0} '{1}'"


class Conflict(FabulaError):
    """(what, reason): the request contradicts what is there."""

    sentence = "{0}: {1}"


class PreconditionFailed(FabulaError):
    """(found ETag): what was to be changed is another version by now."""

    sentence = "it has been changed meanwhile and is version {0} now; read it again, then send If-Match with that"


class PreconditionRequired(FabulaError):
    """(): a change needs to say which version it is of."""

    sentence = "send If-Match with the ETag of what you have read, so that nobody's change is overwritten"


class ContentTooLarge(FabulaError):
    """(bytes): a body is longer than anything that is taken."""

    sentence = "the body is longer than {0} bytes"


class KeyReused(FabulaError):
    """(key): an Idempotency-Key came with another request before."""

    sentence = "the Idempotency-Key '{0}' belongs to another request; use a new one"


class KeyInFlight(FabulaError):
    """(key): the first request with this Idempotency-Key is still being worked on."""

    sentence = "the request with the Idempotency-Key '{0}' is still being worked on; ask again in a moment"


class TooManyRequests(FabulaError):
    """(seconds): a limit is reached; it is eased after so many seconds."""

    sentence = "too many requests; go on in {0} s"


class Overloaded(FabulaError):
    """(requests): so many wait already."""

    sentence = "{0} requests wait to be answered; go on in a moment"


class TheatreAway(FabulaError):
    """(reason): nobody plays just now; reading goes on, and the same command may be sent again."""

    sentence = "commands wait until the players are back: {0}"


class TakesTooLong(FabulaError):
    """(seconds): an answer was not ready in time; the same question may be quicker for a smaller part, or a little later."""

    sentence = "this takes longer than {0:g} s; ask for less, or again a little later"
