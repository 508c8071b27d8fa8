"""Users: their names, roles and hashed passwords."""

import unicodedata
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

import asyncpg

from actors.errors import AccountNeeded, AccountUnknown, InvalidRequest, NameTaken, VersionMoved
from storage.accounts.audit import By, noted
from storage.accounts.ending import abandon, end_sessions
from storage.accounts.secret import storable
from storage.postgres.connections import Connection, Part, transaction
from storage.queries import load

(
    _ADD, _ONE, _NAMED, _SOME, _LOCK, _SET_ROLE, _SET_BLOCKED, _SET_EMAIL, _SET_PASSWORD, _REHASH, _DELETE,
    _OTHER_ADMIN, _ANY_ADMIN, _LOCK_ADMINS,
) = load(
    "accounts_users",
    "add", "one", "named", "some", "lock", "set_role", "set_blocked", "set_email", "set_password", "rehash", "delete",
    "other_admin", "any_admin", "lock_admins",
)  # fmt: skip

Role = Literal["free", "premium", "admin"]


@dataclass(frozen=True, slots=True)
class User:
    """A row of ``fabula.users`` without the password; ``version`` rises with each change."""

    id: UUID
    name: str
    email: str | None
    role: Role
    blocked: bool
    version: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user, and the hash that a password has to match."""

    user: User
    password: str


class Users(Part):
    """Every change says by whom; ``version`` is the one that was read, and None does not mind: else raises VersionMoved."""

    async def add_user(self, name: str, email: str | None, password: str, by: By | None = None, role: Role = "free") -> User:
        """A new user; ``password`` is its Argon2id hash. By itself when nobody else does it. Raises NameTaken."""
        async with self._connections.using() as connection, transaction(connection):
            return await _added(connection, name, email, password, by, role)

    async def first_admin(self, name: str, password: str) -> User | None:
        """An administrator when there is none, else None: of several processes that ask at once only one makes it. A name that is
        taken is made another one by a number."""
        async with self._connections.using() as connection, transaction(connection):
            await connection.execute(_LOCK_ADMINS)
            if await connection.fetchval(_ANY_ADMIN):
                return None
            number = 1
            while await connection.fetchrow(_NAMED, key_of(name if number == 1 else f"{name}{number}")):
                number += 1
            chosen = name if number == 1 else f"{name}{number}"
            return await _added(connection, chosen, None, password, By(None, "fabula"), "admin")

    async def has_admin(self) -> bool:
        """Whether there is an administrator."""
        async with self._connections.using() as connection:
            return bool(await connection.fetchval(_ANY_ADMIN))

    async def user(self, id: UUID) -> User:
        """Raises AccountUnknown."""
        async with self._connections.using() as connection:
            return user_of(await connection.fetchrow(_ONE, id), id)

    async def credentials(self, name: str) -> Credentials | None:
        """Who has this name, in whatever case; None when nobody has."""
        if not storable(name):
            return None
        async with self._connections.using() as connection:
            row = await connection.fetchrow(_NAMED, key_of(name))
        return Credentials(user_of(row, row["id"]), row["password"]) if row else None

    async def users(self, after: str = "", limit: int = 100) -> list[User]:
        """By name without case, those that come after the name ``after``."""
        if not storable(after):
            return []
        async with self._connections.using() as connection:
            return [user_of(row, row["id"]) for row in await connection.fetch(_SOME, key_of(after), limit)]

    async def set_role(self, id: UUID, role: Role, by: By, version: int | None = None) -> User:
        """Raises AccountUnknown, VersionMoved; AccountNeeded when nobody would be administrator any more."""
        if role not in get_args(Role):
            raise InvalidRequest("role", f"'{role}' is none of {', '.join(get_args(Role))}")
        async with self._connections.using() as connection, transaction(connection):
            before = await _held(connection, id, version, leaves_admins=role != "admin")
            after = user_of(await connection.fetchrow(_SET_ROLE, id, role), id)
            await noted(connection, by, "user.role", str(id), before=before.role, after=role)
            return after

    async def set_blocked(self, id: UUID, blocked: bool, by: By, version: int | None = None) -> User:
        """Whom is blocked can do nothing: all sessions end, and API keys do not count. As ``set_role``."""
        async with self._connections.using() as connection, transaction(connection):
            await _held(connection, id, version, leaves_admins=blocked)
            after = user_of(await connection.fetchrow(_SET_BLOCKED, id, blocked), id)
            if blocked:
                await end_sessions(connection, id, "blocked")
            await noted(connection, by, "user.block" if blocked else "user.unblock", str(id))
            return after

    async def set_email(self, id: UUID, email: str | None, by: By, version: int | None = None) -> User:
        """Raises AccountUnknown, VersionMoved."""
        async with self._connections.using() as connection, transaction(connection):
            await _held(connection, id, version)
            after = user_of(await connection.fetchrow(_SET_EMAIL, id, email), id)
            await noted(connection, by, "user.email", str(id))
            return after

    async def set_password(self, id: UUID, password: str, by: By, keep: UUID | None = None) -> User:
        """Another Argon2id hash; all sessions end but the one to ``keep``. Raises AccountUnknown."""
        async with self._connections.using() as connection, transaction(connection):
            await _held(connection, id, None)
            after = user_of(await connection.fetchrow(_SET_PASSWORD, id, password), id)
            await end_sessions(connection, id, "password changed", keep)
            await noted(connection, by, "user.password", str(id))
            return after

    async def rehash(self, id: UUID, old: str, new: str) -> None:
        """Replace a hash by one of the same password under another cost, unless it has changed meanwhile."""
        async with self._connections.using() as connection:
            await connection.execute(_REHASH, id, old, new)

    async def delete_user(self, id: UUID, by: By) -> None:
        """With sessions, keys, shares and usage. Raises AccountUnknown; AccountNeeded while ecosystems belong to the account, and
        when nobody would be administrator any more."""
        async with self._connections.using() as connection, transaction(connection):
            user = await _held(connection, id, None, leaves_admins=True)
            await abandon(connection, id)
            try:
                async with transaction(connection):
                    await connection.execute(_DELETE, id)
            except asyncpg.IntegrityConstraintViolationError as error:  # Postgres 18 has an error of its own for RESTRICT
                reason = "ecosystems belong to it; delete them first, or have an administrator give them to somebody else"
                raise AccountNeeded(user.name, reason) from error
            await noted(connection, by, "user.delete", str(id), name=user.name)


def key_of(name: str) -> str:
    """What must be unique of a name: without case, and alike for letters that only differ in how they are encoded."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def user_of(row: asyncpg.Record | None, id: UUID) -> User:
    """The user in a row. Raises AccountUnknown when there is none."""
    if row is None:
        raise AccountUnknown(str(id))
    return User(**{name: row[name] for name in User.__slots__})


async def _added(connection: Connection, name: str, email: str | None, password: str, by: By | None, role: Role) -> User:
    id = uuid.uuid4()
    row = await connection.fetchrow(_ADD, id, name, key_of(name), email, password, role)
    if row is None:
        raise NameTaken(name)
    await noted(connection, by or By(id, name), "user.add", str(id), role=role)
    return user_of(row, id)


async def _held(connection: Connection, id: UUID, version: int | None, leaves_admins: bool = False) -> User:
    """The user, locked until the transaction ends; ``leaves_admins``: it is about to be administrator no more, if it is one."""
    if leaves_admins:
        await connection.execute(_LOCK_ADMINS)
    user = user_of(await connection.fetchrow(_LOCK, id), id)
    if version is not None and user.version != version:
        raise VersionMoved(f"user '{user.name}'", version, user.version)
    if leaves_admins and user.role == "admin" and not await connection.fetchval(_OTHER_ADMIN, id):
        raise AccountNeeded(user.name, "it is the only administrator; make another one first")
    return user
