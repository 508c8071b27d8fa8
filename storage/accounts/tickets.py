"""Tickets: for what cannot send a header. Good once, for one ecosystem and purpose, and not for long."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from actors.errors import Unauthenticated
from storage.accounts.ending import still_there
from storage.accounts.secret import hash_of, new_secret
from storage.postgres.connections import Part
from storage.queries import load

_ISSUE, _REDEEM, _PRUNE = load("accounts_tickets", "issue", "redeem", "prune")

PREFIX = "fbt_"
LIFE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Shown:
    """By what the holder of a ticket had shown who he or she is: a session, or an API key."""

    session: UUID | None
    key: str | None


class Tickets(Part):
    """In Postgres, so that they count in every gateway, and also while Redis is lost."""

    async def issue_ticket(self, shown: Shown, ecosystem: str, purpose: str, life: timedelta = LIFE) -> str:
        """For somebody who may see the ecosystem: the caller has looked. Raises Unauthenticated when what was shown has ended."""
        ticket = PREFIX + new_secret()
        async with self._connections.using() as connection:
            with still_there():
                await connection.execute(_ISSUE, hash_of(ticket), shown.session, shown.key, ecosystem, purpose, life)
        return ticket

    async def redeem_ticket(self, ticket: str, ecosystem: str, purpose: str) -> Shown:
        """Use it up, whatever it is for. Raises Unauthenticated when it is unknown, used, too old, or for something else."""
        async with self._connections.using() as connection:
            row = await connection.fetchrow(_REDEEM, hash_of(ticket))
        if row is None or not row["fresh"] or (row["ecosystem"], row["purpose"]) != (ecosystem, purpose):
            raise Unauthenticated("this ticket is unknown, used, too old or for something else; ask for a new one")
        return Shown(row["session"], row["api_key"])

    async def prune_tickets(self) -> None:
        """Forget those that are too old."""
        async with self._connections.using() as connection:
            await connection.execute(_PRUNE)
