"""Feature flags as this process knows them: at most a few seconds old."""

import time
from collections.abc import Callable
from uuid import UUID

from actors.errors import StoreUnavailable
from storage.accounts import Accounts, Flag

SECONDS = 5.0


class FlagCache:
    """A flag that there is not is off. While the store is away, what was known last goes on to count."""

    def __init__(self, accounts: Accounts, now: Callable[[], float] = time.monotonic) -> None:
        self._accounts = accounts
        self._now = now
        self._flags: dict[str, Flag] = {}
        self._until = float("-inf")

    async def holds(self, name: str, account: UUID | None) -> bool:
        """Whether the flag is on for this user."""
        flag = (await self._known()).get(name)
        return flag is not None and flag.holds(account)

    async def of(self, account: UUID | None) -> list[str]:
        """The names of all that are on for this user, sorted."""
        return sorted(flag.name for flag in (await self._known()).values() if flag.holds(account))

    def forget(self) -> None:
        """Read them anew: one was changed here."""
        self._until = float("-inf")

    async def _known(self) -> dict[str, Flag]:
        if self._now() >= self._until:
            self._until = self._now() + SECONDS
            try:
                self._flags = {flag.name: flag for flag in await self._accounts.flags()}
            except StoreUnavailable:
                self._until = self._now() + 1.0
        return self._flags
