"""All that is kept about accounts, over one PostgreSQL database."""

from typing import Self

from storage.accounts.access import Ownerships
from storage.accounts.audit import AuditLog
from storage.accounts.flags import Flags
from storage.accounts.keys import ApiKeys
from storage.accounts.quotas import Quotas
from storage.accounts.sessions import Sessions
from storage.accounts.throttles import Throttles
from storage.accounts.tickets import Tickets
from storage.accounts.users import Users
from storage.postgres.connections import Connections, untouched_json


class Accounts(Users, Sessions, ApiKeys, Tickets, Throttles, Ownerships, Quotas, Flags, AuditLog):
    """Every call may raise StoreUnavailable; the next one tries again with a new connection.

    * Whatever changes rights is written into the audit log by the same transaction, with who did it (``By``).
    * No secret is kept: passwords come hashed with Argon2id, tokens, keys and tickets are kept as SHA-256 of 256 random bits.
    """

    @classmethod
    def open(cls, url: str, size: int = 4, patience: float = 20.0) -> Self:
        """Of at most ``size`` connections, none of them opened before the first call, whose event loop it then belongs to."""
        return cls(Connections(url, size, patience, untouched_json))

    async def sweep(self) -> None:
        """Forget what is over: tickets, sessions, throttles, reservations of ecosystems that were never founded, old usage."""
        for prune in (
            self.prune_tickets, self.prune_sessions, self.prune_throttles, self.prune_reservations, self.prune_usage
        ):  # fmt: skip
            await prune()

    async def close(self) -> None:
        """Give back the connections."""
        await self._connections.close()
