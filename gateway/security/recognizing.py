"""Who is behind what was shown, as the store knows it now; and whether that still holds."""

from dataclasses import replace
from uuid import UUID

from starlette.requests import HTTPConnection

from actors.errors import EcosystemUnknown, FabulaError, Unauthenticated
from gateway.errors import Forbidden
from gateway.ports import Ports
from gateway.security.credentials import changes, own_page, shown
from gateway.security.principal import NOBODY, Access, Level, Means, Principal, Role
from storage.accounts import Identity
from storage.accounts.keys import PREFIX as KEY

_KNOWN = "fabula.principal"


async def recognized(connection: HTTPConnection, ports: Ports) -> Principal:
    """Who asks; NOBODY when nothing was shown. Asked once for each request.

    Raises Unauthenticated when what was shown is no good, Forbidden when a browser was made to send it by another page.
    """
    if _KNOWN not in connection.scope:
        connection.scope[_KNOWN] = await _outcome(connection, ports)
    known: Principal | FabulaError = connection.scope[_KNOWN]
    if isinstance(known, FabulaError):
        raise known
    return known


async def _outcome(connection: HTTPConnection, ports: Ports) -> Principal | FabulaError:
    try:
        return await _recognized(connection, ports)
    except (Unauthenticated, Forbidden) as refusal:
        return refusal


async def _recognized(connection: HTTPConnection, ports: Ports) -> Principal:
    credentials = shown(connection)
    if credentials is None:
        return NOBODY
    if not credentials.by_cookie:
        return await by_token(ports, credentials.text)
    if changes(connection):
        check_own_page(connection, ports)
    return await by_token(ports, credentials.text, "cookie")


def check_own_page(connection: HTTPConnection, ports: Ports) -> None:
    """Raises Forbidden when a browser was, or may have been, made to send this by a page of somebody else."""
    if not own_page(connection.headers, connection.url.scheme, ports.settings.allowed_origins):
        raise Forbidden("with a cookie this must come from a page of this gateway, or from an allowed origin")


async def by_token(ports: Ports, text: str, means: Means = "token") -> Principal:
    """Who has this access token or API key. Raises Unauthenticated."""
    if text.startswith(KEY) and means == "token":
        holder = await ports.accounts.key_holder(text)
        if holder is None:
            raise Unauthenticated("this API key is wrong or no good any more")
        return _principal(holder[1], means="key", key=holder[0])
    claims = ports.tokens.read(text)
    identity = await ports.accounts.session(claims.session)
    if identity is None or identity.account != claims.user:
        raise Unauthenticated("this session is over")
    return _principal(identity, means=means, session=str(claims.session))


async def by_ticket(ports: Ports, ticket: str, ecosystem: str, purpose: str) -> Principal:
    """Who got this ticket, which is used up. Raises Unauthenticated."""
    shown = await ports.accounts.redeem_ticket(ticket, ecosystem, purpose)
    session, key = str(shown.session or ""), shown.key or ""
    identity = await _still(ports, session, key)
    if identity is None:
        raise Unauthenticated("what this ticket was got with is no good any more")
    return _principal(identity, means="ticket", session=session, key=key)


async def still_valid(ports: Ports, principal: Principal) -> bool:
    """Whether he or she would still be recognized: for connections that stay open. One look-up by key.

    False once the session has ended, the key was deleted or has expired, or the user is blocked or gone. What he or she may do
    with an ecosystem, ``access_of`` tells anew.
    """
    if not principal.user:
        return ports.settings.public_demo
    return await _still(ports, principal.session, principal.key) is not None


async def renewed(ports: Ports, principal: Principal) -> Principal:
    """The same with today's name and role. Raises Unauthenticated when it is ``still_valid`` no more."""
    if not principal.user and ports.settings.public_demo:
        return principal
    identity = await _still(ports, principal.session, principal.key) if principal.user else None
    if identity is None:
        raise Unauthenticated("what you signed in with is no good any more")
    return replace(principal, name=identity.name, role=Role(identity.role), scopes=identity.scopes)


async def access_of(ports: Ports, principal: Principal, ecosystem: str) -> Access:
    """What the principal may do with the ecosystem. Raises EcosystemUnknown when that is nothing, as when there is none."""
    if not principal.user and not ports.settings.public_demo:
        raise EcosystemUnknown(ecosystem)
    found = await ports.accounts.access(principal.account, ecosystem)
    return Access(ecosystem, principal, Level(found.level), found.owner, found.public)


async def _still(ports: Ports, session: str, key: str) -> Identity | None:
    return await ports.accounts.session(UUID(session)) if session else await ports.accounts.key(key)


def _principal(identity: Identity, means: Means, session: str = "", key: str = "") -> Principal:
    return Principal(str(identity.account), identity.name, Role(identity.role), identity.scopes, session, key, means)
