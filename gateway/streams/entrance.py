"""Who comes in over a connection that stays open, and whether he or she may still be there."""

from typing import Annotated

from fastapi import Query
from starlette.requests import HTTPConnection

from gateway.dependencies import PortsOf
from gateway.ports import Ports
from gateway.schemas.streams import Auth
from gateway.security.guards import EcosystemId, check, declares, recheck
from gateway.security.permissions import NEEDED
from gateway.security.principal import NOBODY, Access, Level, Principal
from gateway.security.recognizing import access_of, by_ticket, by_token, recognized

Ticket = Annotated[
    str | None,
    Query(max_length=200, description="For what cannot send a header: from `POST /api/v1/auth/ticket`, for purpose `sse`."),
]


class Entrance:
    """Into one ecosystem."""

    def __init__(self, ports: Ports, ecosystem: str) -> None:
        self.ports = ports
        self._ecosystem = ecosystem

    async def enter(self, shown: Auth) -> Access:
        """What whoever shows this may do. Raises Unauthenticated, Forbidden and EcosystemUnknown."""
        return await entered(self.ports, await self._principal(shown), self._ecosystem)

    async def again(self, access: Access, level: Level) -> Access:
        """The same as it is now. Raises as ``enter``, and Forbidden when it does not reach this level any more."""
        return await recheck(self.ports, access, level)

    async def _principal(self, shown: Auth) -> Principal:
        if shown.ticket is not None:
            return await by_ticket(self.ports, shown.ticket, self._ecosystem, "ws")
        return NOBODY if shown.token is None else await by_token(self.ports, shown.token)


@declares(NEEDED[Level.PUBLIC])
async def watching(ecosystem: EcosystemId, connection: HTTPConnection, ports: PortsOf, ticket: Ticket = None) -> Access:
    """A guard for streams: lets in who may look at the ecosystem, as ``entering`` does, also by a ticket in the URL."""
    if ticket is not None:
        asking = await by_ticket(ports, ticket, ecosystem, "sse")
    else:
        asking = await recognized(connection, ports)
    return await entered(ports, asking, ecosystem)


async def entered(ports: Ports, principal: Principal, ecosystem: str) -> Access:
    """What somebody may do who may at least look. Raises Unauthenticated, Forbidden and EcosystemUnknown."""
    check(principal, NEEDED[Level.PUBLIC], ports)
    return await access_of(ports, principal, ecosystem)
