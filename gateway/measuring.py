"""How long requests take, by the template of their route; and a line in the log for each that was refused."""

import logging
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.metrics import REQUEST_SECONDS

LOG = logging.getLogger(__name__)

UNSEEN = frozenset({"/livez", "/readyz", "/version", "/metrics"})
"""Asked again and again by machines: neither measured nor traced nor limited."""

UNMATCHED = "unmatched"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Measuring:
    """Middleware around everything but the ids of requests."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in UNSEEN:
            await self._app(scope, receive, send)
            return
        answer = _Answer(scope, send)
        try:
            await self._app(scope, receive, answer.send)
        except Exception:
            answer.status = answer.status or 500
            raise
        finally:
            answer.note()


class _Answer:
    """What became of one request."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.status = 0
        self._scope = scope
        self._send = send
        self._begun = perf_counter()
        self._streams = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._streams = b"text/event-stream" in dict(message.get("headers", ())).get(b"content-type", b"")
        await self._send(message)

    def note(self) -> None:
        """Measure it, unless it never ended or was a stream."""
        seconds, method = perf_counter() - self._begun, self._scope["method"]
        if not self.status:  # whoever asked is gone
            return
        if not self._streams:
            named = method if method in METHODS else "other"
            REQUEST_SECONDS.labels(named, route_of(self._scope), str(self.status)).observe(seconds)
        level = logging.WARNING if self.status >= 500 else logging.INFO if self.status >= 400 else logging.DEBUG
        LOG.log(level, "%s %s: %d", method, self._scope["path"], self.status, extra={"seconds": round(seconds, 4)})


def route_of(scope: Scope) -> str:
    """The template of the route that answered, as ``/api/v1/scenarios/{scenario}``."""
    whole = scope.get("fastapi", {}).get("effective_route_context")  # of a route within routers: with all their prefixes
    route = whole or scope.get("route")
    return getattr(route, "path_format", None) or getattr(route, "path", None) or UNMATCHED
