"""A company: all troupes of one ecosystem, wherever they run. Placement hides behind this door."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from actors.events import Event
from actors.messages import Casting, Meeting, Replies, Wishes
from actors.society.arbitration import Proposal
from actors.talking import Conversation, Spoken


class TroupeHandle(Protocol):
    """A troupe, wherever it runs (see ``actors.troupe.Troupe``). Every call raises TroupeLost when its process is gone."""

    async def advance(
        self, tick: int, after: int, upto: int, events: Sequence[Event], moves: Sequence[tuple[str, str]]
    ) -> Wishes:
        """Apply what was committed, then propose."""

    async def meet(self, tick: int, upto: int, meetings: Sequence[Meeting]) -> list[Proposal]:
        """What those who are brought to others by order would do."""

    async def converse(self, tick: int, upto: int, conversations: Sequence[Conversation]) -> dict[str, Spoken]:
        """What those of its characters answer who are spoken to by people."""

    async def respond(self, tick: int, upto: int, castings: Sequence[Casting]) -> Replies:
        """Play the parts of its characters, as of ``upto``."""

    async def states(self, upto: int, after: int = 0) -> dict[str, bytes]:
        """The frozen states of its characters that changed after number ``after``, as of ``upto``."""


class Company(Protocol):
    """Troupes and who belongs to which."""

    members: Sequence[Sequence[str]]

    async def handle(self, troupe: int) -> TroupeHandle:
        """The troupe of this number, started when it is not running."""

    async def replace(self, troupe: int) -> None:
        """Give up a troupe that is lost; the next ``handle`` starts another."""

    async def close(self) -> None:
        """Stop all troupes."""


def shared_out(whereabouts: Mapping[str, str], troupes: int) -> list[list[str]]:
    """The characters (each with its place) dealt out to so many troupes of nearly one size; none is empty unless there are
    more troupes than people. Whoever has left still belongs to one, which keeps the last state, and does nothing.

    Those at one place come together: where both sides of a scene are in one troupe, only what came true is computed.
    """
    near = sorted(whereabouts, key=lambda character: (whereabouts[character], character))
    number = min(troupes, len(near)) or 1
    return [near[len(near) * part // number : len(near) * (part + 1) // number] for part in range(number)]
