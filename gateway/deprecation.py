"""Retiring a route: its answers say since when it should not be used, until when it can be, and what to use instead."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime

from fastapi import Response


def deprecated(since: datetime, sunset: datetime, instead: str) -> Callable[[Response], None]:
    """A dependency for a route with ``deprecated=True``: the headers of RFC 9745 and RFC 8594. ``instead`` is a URL with what to
    do. Raises ValueError when the route would go before it is deprecated, or a moment has no time zone."""
    if since.tzinfo is None or sunset.tzinfo is None:
        raise ValueError("moments need a time zone")
    if sunset < since:
        raise ValueError("a route is deprecated before it goes")

    def told(response: Response) -> None:
        response.headers["Deprecation"] = f"@{int(since.timestamp())}"
        response.headers["Sunset"] = format_datetime(sunset.astimezone(UTC), usegmt=True)
        response.headers.append("Link", f'<{instead}>; rel="deprecation"')

    return told
