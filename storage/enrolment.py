"""What every store says of subscriptions: which names it refuses, and why something is not given out."""

from actors.errors import InvalidRequest


def check_subscription(name: str, after: int) -> None:
    """Raises InvalidRequest for a name that cannot be written, or a number that no event comes after."""
    if not name or not name.isprintable():
        raise InvalidRequest("subscription", f"{name!r} is not a name; use letters, digits and signs that can be seen")
    if after < 0:
        raise InvalidRequest("after", f"{after} is no event's number; they count from 1")


def check_mode(ecosystem: str, name: str, known: bool, shared: bool) -> None:
    """Raises InvalidRequest unless the subscription is as it was when it was enrolled."""
    if known is not shared:
        raise InvalidRequest("subscription", f"'{name}' is {'shared' if known else 'not shared'} in '{ecosystem}'")


def not_enrolled(ecosystem: str, name: str) -> InvalidRequest:
    """Somebody takes for a subscription that is not there, or no more."""
    return InvalidRequest("subscription", f"'{name}' is not enrolled in '{ecosystem}'")


def not_held(name: str, seq: int) -> InvalidRequest:
    """Somebody wants to try again what is not held."""
    return InvalidRequest("seq", f"number {seq} is not held for '{name}'")


def died_too_often(attempts: int) -> str:
    """Why an event is held of which no worker could say anything."""
    return f"whoever worked on it died, or was silent for too long, each of {attempts} times"
