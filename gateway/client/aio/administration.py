"""What administrators do: users, owners, feature flags, quotas, and the audit log."""

from gateway.client.aio.resources import ANY, AsyncResource
from gateway.client.call import Call, path
from gateway.schemas.administration import (
    DeedSheet,
    FlagChange,
    FlagSheet,
    OwnerChange,
    QuotaChange,
    QuotaSheet,
    Role,
    UserChange,
    UserOrder,
    UserSheet,
)
from gateway.schemas.page import Page


class AsyncAdmin(AsyncResource):
    """For administrators only."""

    async def users(self, limit: int = 50, cursor: str | None = None) -> Page[UserSheet]:
        params = {"limit": limit, "cursor": cursor}
        return await self._ask(Call("GET", "/admin/users", Page[UserSheet], params=params))

    async def create_user(self, name: str, password: str, email: str | None = None, role: Role = "free") -> UserSheet:
        order = UserOrder(name=name, password=password, email=email, role=role)
        return await self._ask(Call("POST", "/admin/users", UserSheet, order))

    async def user(self, user: str) -> UserSheet:
        return await self._ask(Call("GET", path("admin", "users", user), UserSheet))

    async def change_user(
        self, user: str, role: Role | None = None, blocked: bool | None = None, etag: str = ANY
    ) -> UserSheet:  # fmt: skip
        change = UserChange(role=role, blocked=blocked)
        return await self._ask(Call("PATCH", path("admin", "users", user), UserSheet, change, etag=etag))

    async def delete_user(self, user: str) -> None:
        await self._ask(Call[None]("DELETE", path("admin", "users", user)))

    async def end_sessions(self, user: str) -> None:
        await self._ask(Call[None]("DELETE", path("admin", "users", user, "sessions")))

    async def set_owner(self, ecosystem: str, account: str) -> None:
        order = OwnerChange.model_validate({"account": account})
        await self._ask(Call[None]("PUT", path("admin", "ecosystems", ecosystem, "owner"), body=order))

    async def flags(self) -> list[FlagSheet]:
        return await self._ask(Call("GET", "/admin/flags", list[FlagSheet]))

    async def set_flag(self, name: str, change: FlagChange, etag: str | None = ANY) -> FlagSheet:
        """Make one (``etag`` None, when there must be none of this name), or change it."""
        return await self._ask(Call("PUT", path("admin", "flags", name), FlagSheet, change, etag=etag))

    async def delete_flag(self, name: str) -> None:
        await self._ask(Call[None]("DELETE", path("admin", "flags", name)))

    async def quotas(self) -> list[QuotaSheet]:
        return await self._ask(Call("GET", "/admin/quotas", list[QuotaSheet]))

    async def set_quota(self, role: Role, change: QuotaChange, etag: str = ANY) -> QuotaSheet:
        return await self._ask(Call("PUT", path("admin", "quotas", role), QuotaSheet, change, etag=etag))

    async def audit(
        self, action: str | None = None, object: str | None = None, account: str | None = None, limit: int = 50,
        cursor: str | None = None,
    ) -> Page[DeedSheet]:  # fmt: skip
        """Who did what to what, the newest first."""
        params = {"action": action, "object": object, "account": account, "limit": limit, "cursor": cursor}
        return await self._ask(Call("GET", "/admin/audit", Page[DeedSheet], params=params))
