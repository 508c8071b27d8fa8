"""A company whose supervisor may die at a crash point, or have one of the troupes die there."""

from collections.abc import Sequence

from actors.company import TroupeHandle
from actors.events import Event
from actors.messages import Casting, Meeting, Replies, Wishes
from actors.society.arbitration import Proposal
from actors.talking import Conversation, Spoken
from actors.troupe import OpenStore
from runtime.crash_points import Point
from runtime.fuse import Fuse
from runtime.ray_company import RayCompany
from runtime.telemetry.outfit import NAKED, Outfit


class CrashingCompany(RayCompany):
    """A company on Ray that tells the fuse when all troupes have advanced, and lets it fell them."""

    def __init__(
        self, ecosystem: str, members: Sequence[Sequence[str]], open_store: OpenStore, fuse: Fuse, outfit: Outfit = NAKED
    ) -> None:  # fmt: skip
        super().__init__(ecosystem, members, open_store, outfit)
        self._fuse = fuse
        self._advanced = False
        fuse.aim(lambda number: self.fell(number % len(members)))

    async def handle(self, troupe: int) -> TroupeHandle:
        return _Watched(await super().handle(troupe), self)

    def advancing(self) -> None:
        """A troupe is asked to advance."""
        self._advanced = True

    async def responding(self) -> None:
        """A troupe is asked to respond; the first one since advancing shows that all have advanced."""
        if self._advanced:
            self._advanced = False
            await self._fuse.reached(Point.AFTER_ADVANCE, self._ecosystem)


class _Watched:
    """The handle of a troupe, seen by its company."""

    def __init__(self, troupe: TroupeHandle, company: CrashingCompany) -> None:
        self._troupe = troupe
        self._company = company

    async def advance(
        self, tick: int, after: int, upto: int, events: Sequence[Event], moves: Sequence[tuple[str, str]]
    ) -> Wishes:
        self._company.advancing()
        return await self._troupe.advance(tick, after, upto, events, moves)

    async def meet(self, tick: int, upto: int, meetings: Sequence[Meeting]) -> list[Proposal]:
        return await self._troupe.meet(tick, upto, meetings)

    async def converse(self, tick: int, upto: int, conversations: Sequence[Conversation]) -> dict[str, Spoken]:
        return await self._troupe.converse(tick, upto, conversations)

    async def respond(self, tick: int, upto: int, castings: Sequence[Casting]) -> Replies:
        await self._company.responding()
        return await self._troupe.respond(tick, upto, castings)

    async def states(self, upto: int, after: int = 0) -> dict[str, bytes]:
        return await self._troupe.states(upto, after)
