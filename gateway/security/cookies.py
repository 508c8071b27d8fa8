"""Being signed in by cookies, for pages: scripts cannot read them, and other pages cannot make use of them."""

from starlette.requests import HTTPConnection
from starlette.responses import Response

from gateway.security.credentials import ACCESS_COOKIE, REFRESH_COOKIE
from gateway.security.tokens import LIFE_SECONDS
from storage.accounts import Refresh

REFRESH_PATH = "/api/v1/auth"
"""Where the browser sends the refresh token, and nowhere else."""


def set_cookies(connection: HTTPConnection, response: Response, access: str, refresh: Refresh) -> None:
    """Have the browser keep both tokens. Over https they are never sent without it."""
    secure = connection.url.scheme == "https"
    response.set_cookie(ACCESS_COOKIE, access, LIFE_SECONDS, path="/", secure=secure, httponly=True, samesite="lax")
    response.set_cookie(
        REFRESH_COOKIE, refresh.token, path=REFRESH_PATH, expires=refresh.session.expires_at, secure=secure, httponly=True,
        samesite="lax",
    )  # fmt: skip
    response.headers["Cache-Control"] = "no-store"


def clear_cookies(connection: HTTPConnection, response: Response) -> None:
    """Have the browser forget them."""
    secure = connection.url.scheme == "https"
    for name, path in ((ACCESS_COOKIE, "/"), (REFRESH_COOKIE, REFRESH_PATH)):
        response.delete_cookie(name, path=path, secure=secure, httponly=True, samesite="lax")
