"""Bodies that a middleware reads before the route does."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive

from gateway.dependencies import ports
from gateway.errors import ContentTooLarge


async def whole(request: Request) -> bytes:
    """The whole body. Raises ContentTooLarge, ClientDisconnect."""
    try:
        return await request.body()
    except HTTPException:
        raise ContentTooLarge(ports(request).settings.body_limit) from None


def again(body: bytes, receive: Receive) -> Receive:
    """The body once more, then whatever else comes."""
    given = False

    async def received() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return received
