"""What a request shows of who asks, and whether a browser sent it on behalf of another page."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

from actors.errors import Unauthenticated

ACCESS_COOKIE = "fabula_access"
REFRESH_COOKIE = "fabula_refresh"

SAFE = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Shown:
    """A token or key. A cookie is sent by browsers unasked, whichever page makes them."""

    text: str
    by_cookie: bool


def shown(connection: HTTPConnection) -> Shown | None:
    """What the header Authorization shows, else the cookie. Raises Unauthenticated when the header is of another kind."""
    headers = connection.headers.getlist("authorization")
    if headers:
        scheme, _, text = headers[0].partition(" ")
        if len(headers) > 1 or scheme.lower() != "bearer" or not text.strip():
            raise Unauthenticated("the header Authorization must be once, and `Bearer` with a token or API key")
        return Shown(text.strip(), by_cookie=False)
    cookie = connection.cookies.get(ACCESS_COOKIE)
    return Shown(cookie, by_cookie=True) if cookie else None


def changes(connection: HTTPConnection) -> bool:
    """Whether something may come of it beside an answer that other pages cannot read."""
    return connection.scope["type"] == "websocket" or connection.scope["method"] not in SAFE


def own_page(headers: Headers, scheme: str, allowed: Collection[str]) -> bool:
    """Whether a browser sent it for one of our own pages, for one of the allowed origins, or because its user typed the address.

    ``scheme`` is that of the request. What does not say where it comes from is no browser's, or an old one's, and does not count.
    """
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site") in ("same-origin", "none")
    if origin in allowed:
        return True
    parts = urlsplit(origin)
    secure = scheme in ("https", "wss")
    return parts.netloc == headers.get("host") and parts.scheme in (("https",) if secure else ("http", "https"))
