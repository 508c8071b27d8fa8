"""Whether a WebSocket comes from a page that may open one."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers

from gateway.errors import Forbidden


def check_origin(headers: Headers, allowed: tuple[str, ...]) -> None:
    """Raises Forbidden when a page of somebody else opened it.

    What names no origin is no browser's. It may come in: nobody is known here by what a browser sends unasked.
    """
    origins = headers.getlist("origin")
    if not origins:
        return
    own = len(origins) == 1 and (origins[0] in allowed or urlsplit(origins[0]).netloc == headers.get("host", "?"))
    if not own:
        raise Forbidden("this page is none of this gateway, and not in FABULA_ORIGINS")
