"""How much anybody may ask: by user, or else by address, as much as his or her role has. Every answer says what is left."""

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from actors.errors import FabulaError
from gateway import problems
from gateway.dependencies import ports
from gateway.errors import TooManyRequests
from gateway.metrics import REFUSED
from gateway.ports import Ports
from gateway.security.guards import principal
from gateway.security.principal import Role
from storage.limiter import WINDOW_SECONDS, Allowance

QUESTIONS = "/api/"
"""Where the paths begin that are limited."""

TIERS = {Role.ANONYMOUS: 0.5, Role.FREE: 1.0, Role.PREMIUM: 3.0, Role.ADMIN: 10.0}
"""Role → how many times ``FABULA_RATE_LIMIT``."""


class RateLimits:
    """Middleware around what is asked of the API; not around the page's files, of which each visit needs some hundred."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(QUESTIONS):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        role, allowance = await _allowance(request)

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_headers(role, allowance))
            await send(message)

        if allowance.granted:
            await self._app(scope, receive, told)
            return
        REFUSED.labels("rate").inc()
        refusal = await problems.refused(request, TooManyRequests(allowance.seconds))
        await refusal(scope, receive, told)


async def check_opening(connection: HTTPConnection) -> None:
    """Count the opening of a WebSocket, before anybody has said who asks: by address, as a request of nobody in particular.

    Raises TooManyRequests.
    """
    asked = ports(connection)
    allowance = await asked.limiter.ask(_address(connection), _most(asked, Role.ANONYMOUS))
    if not allowance.granted:
        REFUSED.labels("rate").inc()
        raise TooManyRequests(allowance.seconds)


async def _allowance(request: Request) -> tuple[Role, Allowance]:
    try:
        asking = await principal(request)
        role, who = asking.role, f"user:{asking.user}" if asking.user else _address(request)
    except FabulaError:  # the route says so itself
        role, who = Role.ANONYMOUS, _address(request)
    asked = ports(request)
    return role, await asked.limiter.ask(who, _most(asked, role))


def _most(ports: Ports, role: Role) -> int:
    return max(1, int(ports.settings.rate_limit * TIERS[role]))


def _address(request: HTTPConnection) -> str:
    return f"address:{request.client.host if request.client else ''}"


def _headers(role: Role, allowance: Allowance) -> dict[str, str]:
    """As draft-ietf-httpapi-ratelimit-headers says."""
    return {
        "RateLimit-Policy": f'"{role}";q={allowance.most};w={WINDOW_SECONDS}',
        "RateLimit": f'"{role}";r={allowance.left};t={allowance.seconds}',
    }
