"""Signing in with name and password, slower for those who try too often; and who may register."""

from ipaddress import IPv6Address, ip_address, ip_network
from uuid import UUID

from starlette.requests import HTTPConnection

from actors.errors import Unauthenticated
from gateway.errors import Forbidden
from gateway.ports import Ports
from gateway.request_ids import request_id
from gateway.security.passwords import LONGEST, check_password
from gateway.security.principal import Principal
from storage.accounts import By, Credentials, Refresh, Throttle, User
from storage.accounts.users import key_of

NAMES = Throttle("name", 8, 60.0)
"""A short wait at most, since anybody can make others wait by it."""

ADDRESSES = Throttle("address", 40, 900.0)
REGISTRATIONS = Throttle("registration", 20, 3600.0)


def by(asking: Principal) -> By:
    """Whom the audit log shall name."""
    return By(asking.account, asking.name, request_id())


def address_of(connection: HTTPConnection) -> str:
    """From where it comes: of an IPv6 address the network, since a household has billions of them."""
    host = connection.client.host if connection.client else ""
    try:
        found = ip_address(host)
    except ValueError:
        return host
    return str(ip_network((found, 64), strict=False)) if isinstance(found, IPv6Address) else host


async def sign_in(ports: Ports, name: str, password: str, address: str) -> tuple[User, Refresh]:
    """A new session. Raises Unauthenticated without telling what was wrong, Throttled after too many attempts."""
    found = await _tried(ports, name, password, address)
    if found.user.blocked:
        raise Unauthenticated("this account is blocked")
    refresh = await ports.accounts.begin_session(found.user.id)
    await ports.accounts.note(By(found.user.id, found.user.name, request_id()), "session.begin", str(refresh.session.id))
    return found.user, refresh


async def confirm(ports: Ports, asking: Principal, password: str, address: str, place: str = "/password") -> None:
    """For what a stolen session must not do. Raises Forbidden when it is not the password, Throttled after too many attempts."""
    try:
        await _tried(ports, asking.name, password, address)
    except Unauthenticated:
        raise Forbidden(f"{place}: this is not your password") from None


async def register(ports: Ports, name: str, email: str | None, password: str, address: str) -> User:
    """A new user, of the role that those have who register. Raises Forbidden when nobody may, NameTaken, InvalidRequest for a bad
    password, Throttled."""
    role = ports.settings.registration
    if role == "closed":
        raise Forbidden("nobody can register here; an administrator makes accounts")
    check_password(password, name)
    await ports.accounts.attempt((REGISTRATIONS, address))
    return await ports.accounts.add_user(name, email, await ports.passwords.hash(password), role=role)


async def change_password(ports: Ports, account: UUID, password: str, by: By, name: str, keep: UUID | None = None) -> User:
    """Another password; all other sessions end. Raises InvalidRequest for a bad one."""
    check_password(password, name, "/new")
    return await ports.accounts.set_password(account, await ports.passwords.hash(password), by, keep)


async def _tried(ports: Ports, name: str, password: str, address: str) -> Credentials:
    """Whose password it is. Counted before it is looked at."""
    tries = ((NAMES, key_of(name)), (ADDRESSES, address))
    await ports.accounts.attempt(*tries)
    found = await ports.accounts.credentials(name)
    matched = await ports.passwords.matches(found.password if found else None, password[: LONGEST + 1])
    if found is None or not matched:
        raise Unauthenticated("name or password is wrong")
    await ports.accounts.succeeded(*tries)
    if ports.passwords.outdated(found.password):
        await ports.accounts.rehash(found.user.id, found.password, await ports.passwords.hash(password))
    return found
