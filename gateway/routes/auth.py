"""Accounts of people: registering, logging in and out, oneself."""

from contextlib import suppress
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response

from actors.errors import Unauthenticated
from gateway import problems
from gateway.dependencies import PortsOf
from gateway.errors import NotFound
from gateway.etags import IfMatch, expect, tagged
from gateway.ports import Ports
from gateway.request_ids import request_id
from gateway.schemas.accounts import (
    Allowance,
    Confirmation,
    DayUsed,
    Login,
    Me,
    MeChange,
    PasswordChange,
    PasswordGrant,
    RefreshGrant,
    Registration,
    SessionCard,
    TokenPair,
    UserCard,
)  # fmt: skip
from gateway.security.cookies import clear_cookies, set_cookies
from gateway.security.credentials import REFRESH_COOKIE
from gateway.security.guards import everybody, in_person, signed_in
from gateway.security.permissions import permissions_of
from gateway.security.principal import Principal
from gateway.security.recognizing import check_own_page, recognized
from gateway.security.signing_in import address_of, by, change_password, confirm, register, sign_in
from gateway.security.tokens import LIFE_SECONDS
from storage.accounts import By, Refresh, User

router = APIRouter(prefix="/auth", tags=["auth"])

Everybody = Depends(everybody)
SignedIn = Annotated[Principal, Depends(signed_in)]
InPerson = Annotated[Principal, Depends(in_person)]


@router.post("/register", status_code=201, dependencies=[Everybody], responses=problems.responses(403, 409, 429))
async def register_account(sent: Registration, request: Request, ports: PortsOf) -> UserCard:
    """Make an account for oneself."""
    user = await register(ports, sent.name, sent.email, sent.password, address_of(request))
    return UserCard.model_validate(user)


@router.post("/token", dependencies=[Everybody], responses=problems.responses(401, 429))
async def log_in(sent: Annotated[PasswordGrant, Form()], request: Request, response: Response, ports: PortsOf) -> TokenPair:
    """Log in with a program: name and password for a pair of tokens. In the form of OAuth2's password grant, for Fabula's own
    clients only; `scope` and the client's fields are not looked at."""
    user, refresh = await sign_in(ports, sent.username, sent.password, address_of(request))
    response.headers["Cache-Control"] = "no-store"
    return _pair(ports, user.id, refresh)


@router.post("/login", dependencies=[Everybody], responses=problems.responses(401, 403, 429))
async def log_in_with_cookies(sent: Login, request: Request, response: Response, ports: PortsOf) -> UserCard:
    """Log in with a page of this gateway: the browser keeps the tokens in cookies, which no script can read."""
    check_own_page(request, ports)
    user, refresh = await sign_in(ports, sent.name, sent.password, address_of(request))
    set_cookies(request, response, ports.tokens.issue(user.id, refresh.session.id), refresh)
    return UserCard.model_validate(user)


@router.post(
    "/refresh", response_model=TokenPair, dependencies=[Everybody],
    responses={204: {"description": "By cookie: new cookies"}, **problems.responses(401, 403, 409)},
)  # fmt: skip
async def refresh_tokens(
    request: Request, response: Response, ports: PortsOf, sent: RefreshGrant | None = None
) -> TokenPair | Response:
    """Get the next pair of tokens for a refresh token, or next cookies for the cookie. A refresh token is good once: whoever
    uses it again ends the session. Of requests that use it at the same time one gets the next, and the others 409."""
    if sent is not None:
        refresh = await ports.accounts.refresh(sent.refresh_token, request_id())
        response.headers["Cache-Control"] = "no-store"
        return _pair(ports, refresh.session.account, refresh)
    refresh = await ports.accounts.refresh(_cookie(request, ports), request_id())
    renewed = Response(status_code=204)
    set_cookies(request, renewed, ports.tokens.issue(refresh.session.account, refresh.session.id), refresh)
    return renewed


@router.post("/revoke", status_code=204, dependencies=[Everybody], responses=problems.responses(403))
async def log_out(request: Request, ports: PortsOf, sent: RefreshGrant | None = None) -> Response:
    """Log out: end the session of the refresh token, else of the access token or cookie that came. Its tokens are no good any
    more, and its streams end. Nothing happens when there is no session."""
    session, who = await _session(request, ports, sent)
    if session is not None:
        await ports.accounts.end_session(session, who)
    response = Response(status_code=204)
    clear_cookies(request, response)
    return response


@router.get("/me", responses=problems.responses(401))
async def get_me(asking: SignedIn, ports: PortsOf, response: Response) -> Me:
    """One's own account. The ETag is of what one can change."""
    user = await ports.accounts.user(UUID(asking.user))
    tagged(response, user.version)
    return await _me(ports, asking, user)


@router.patch("/me", responses=problems.responses(401, 403, 412, 428))
async def change_me(sent: MeChange, asking: InPerson, ports: PortsOf, response: Response, match: IfMatch = None) -> Me:
    """Change what one can change of oneself."""
    user = await ports.accounts.user(UUID(asking.user))
    expect(match, user.version)
    user = await ports.accounts.set_email(user.id, sent.email, by(asking), user.version)
    tagged(response, user.version)
    return await _me(ports, asking, user)


@router.post("/me/password", status_code=204, responses=problems.responses(401, 403, 429))
async def change_my_password(sent: PasswordChange, asking: InPerson, request: Request, ports: PortsOf) -> Response:
    """Another password. All other sessions end."""
    await confirm(ports, asking, sent.old, address_of(request), "/old")
    await change_password(ports, UUID(asking.user), sent.new, by(asking), asking.name, keep=UUID(asking.session))
    return Response(status_code=204)


@router.post("/me/deletion", status_code=204, responses=problems.responses(401, 403, 409, 429))
async def delete_me(sent: Confirmation, asking: InPerson, request: Request, ports: PortsOf) -> Response:
    """Delete the account, with all that hangs on it. Ecosystems have to be deleted first."""
    await confirm(ports, asking, sent.password, address_of(request))
    await ports.accounts.delete_user(UUID(asking.user), by(asking))
    response = Response(status_code=204)
    clear_cookies(request, response)
    return response


@router.get("/sessions", responses=problems.responses(401, 403))
async def list_sessions(asking: InPerson, ports: PortsOf) -> list[SessionCard]:
    """Where one is logged in, newest first."""
    sessions = await ports.accounts.sessions(UUID(asking.user))
    return [
        SessionCard(id=one.id, created_at=one.created_at, expires_at=one.expires_at, current=str(one.id) == asking.session)
        for one in sessions
    ]


@router.delete("/sessions/{session}", status_code=204, responses=problems.responses(401, 403, 404))
async def end_session(session: UUID, asking: InPerson, ports: PortsOf) -> Response:
    """Log out somewhere else."""
    if session not in {one.id for one in await ports.accounts.sessions(UUID(asking.user))}:
        raise NotFound("session", str(session))
    await ports.accounts.end_session(session, by(asking))
    return Response(status_code=204)


def _pair(ports: Ports, user: UUID, refresh: Refresh) -> TokenPair:
    return TokenPair(
        access_token=ports.tokens.issue(user, refresh.session.id), expires_in=LIFE_SECONDS, refresh_token=refresh.token,
        session=refresh.session.id, session_expires_at=refresh.session.expires_at,
    )  # fmt: skip


def _cookie(request: Request, ports: Ports) -> str:
    """The refresh token of the cookie. Raises Unauthenticated without one, Forbidden when another page sent it."""
    token = request.cookies.get(REFRESH_COOKIE)
    if token is None:
        raise Unauthenticated("there is no refresh token, neither in the body nor as a cookie")
    check_own_page(request, ports)
    return token


async def _session(request: Request, ports: Ports, sent: RefreshGrant | None) -> tuple[UUID | None, By]:
    """The session that is meant, and who means it: whoever has a token of it may end it."""
    asking = None
    with suppress(Unauthenticated):  # one may log out with what has expired
        asking = await recognized(request, ports)
    who = by(asking) if asking is not None else By(None, "somebody with its token", request_id())
    if sent is not None:
        return await ports.accounts.session_of(sent.refresh_token), who
    if asking is not None and asking.session:
        return UUID(asking.session), who
    if REFRESH_COOKIE in request.cookies:
        return await ports.accounts.session_of(_cookie(request, ports)), who
    return None, who


async def _me(ports: Ports, asking: Principal, user: User) -> Me:
    accounts = ports.accounts
    return Me(
        id=user.id, name=user.name, email=user.email, role=user.role, created_at=user.created_at,
        permissions=sorted(permissions_of(asking)), flags=await ports.flags.of(user.id),
        quota=Allowance.model_validate(await accounts.quota_of(user.id)),
        usage=[DayUsed.model_validate(day) for day in await accounts.usage(user.id)],
    )  # fmt: skip
