"""Who may see the page at all. What is on it is asked for like anything else, with the same guards."""

from starlette.requests import Request

from actors.errors import Unauthenticated
from gateway.dependencies import ports
from gateway.errors import Forbidden
from gateway.security.guards import principal


async def visitor(request: Request) -> str | None:
    """Who asks for the page, by name; "" for somebody unknown who may watch, None for whoever has to log in first."""
    try:
        asking = await principal(request)
    except (Unauthenticated, Forbidden):
        asking = None
    if asking is not None and asking.user:
        return asking.name
    return "" if ports(request).settings.public_demo else None
