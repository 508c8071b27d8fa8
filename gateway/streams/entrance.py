"""Who comes in over a connection that stays open, and whether he or she may still be there."""

from typing import Annotated

from fastapi import Query
from starlette.requests import HTTPConnection

from gateway.dependencies import PortsOf
from gateway.ports import Ports
from gateway.schemas.streams import Auth
from gateway.security.guards import EcosystemId, check, check_level, declares
from gateway.security.permissions import NEEDED
from gateway.security.principal import NOBODY, Access, Level, Principal
from gateway.security.recognizing import access_of, by_ticket, by_token, recognized, renewed

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
        return await self._entered(await self._principal(shown), Level.PUBLIC)

    async def again(self, access: Access, level: Level) -> Access:
        """The same as it is now. Raises as ``enter``, and Forbidden when it does not reach this level any more."""
        return await self._entered(await renewed(self.ports, access.principal), level)

    async def _principal(self, shown: Auth) -> Principal:
        if shown.ticket is not None:
            return await by_ticket(self.ports, shown.ticket, self._ecosystem, "ws")
        return NOBODY if shown.token is None else await by_token(self.ports, shown.token)

    async def _entered(self, principal: Principal, level: Level) -> Access:
        check(principal, NEEDED[level], self.ports)
        access = await access_of(self.ports, principal, self._ecosystem)
        check_level(access, level)
        return access


@declares(NEEDED[Level.PUBLIC])
async def watching(ecosystem: EcosystemId, connection: HTTPConnection, ports: PortsOf, ticket: Ticket = None) -> Access:
    """A guard for streams: lets in who may look at the ecosystem, as ``entering`` does, also by a ticket in the URL."""
    if ticket is not None:
        asking = await by_ticket(ports, ticket, ecosystem, "sse")
    else:
        asking = await recognized(connection, ports)
    check(asking, NEEDED[Level.PUBLIC], ports)
    return await access_of(ports, asking, ecosystem)
