"""Whether a WebSocket comes from a page that may open one."""

from starlette.requests import HTTPConnection

from gateway.errors import Forbidden
from gateway.security.credentials import own_page


def check_origin(connection: HTTPConnection, allowed: tuple[str, ...]) -> None:
    """Raises Forbidden when a page of somebody else opened it.

    What names no origin is no browser's. It may come in: nobody is known here by what a browser sends unasked.
    """
    origins = connection.headers.getlist("origin")
    if origins and (len(origins) > 1 or not own_page(connection.headers, connection.url.scheme, allowed)):
        raise Forbidden("this page is none of this gateway's, and not of an allowed origin")
