"""One who watches: where he or she is, and what comes next."""

import asyncio

from actors.errors import StoreUnavailable
from gateway.streams.channel import PAUSE_SECONDS, Channel
from gateway.streams.errors import Lagging, Restarting
from gateway.streams.told import Told
from gateway.streams.wanted import Wanted

PORTION = 200
"""So many events are told at once."""

BACKLOGS = 2
"""Who catches up may fall so many times further behind than who begins."""


class Reader:
    """Tells what is wanted after a number, in order, each once. First from the chronicle, until it has caught up; then along
    with all others, out of what the channel keeps."""

    def __init__(self, channel: Channel, wanted: Wanted, after: int) -> None:
        self.position = after  # everything up to here has been told, or is not wanted
        self.wanted = wanted
        self._channel = channel
        self._along = False

    async def read(self, seconds: float) -> list[Told]:
        """What comes next of what is wanted; nothing when nothing did within so many seconds, or only others did.

        Raises Restarting when this process ends, and Lagging when this reader has fallen too far behind. A chronicle that does
        not answer is waited for.
        """
        ring = self._channel.ring
        if self.position < ring.floor:
            return self._told(await self._caught_up())
        await self._channel.beyond(self.position, seconds)
        if self._channel.restarting:
            raise Restarting(self.position)
        if self.position < ring.floor:
            return self._told(await self._caught_up())
        return self._told(ring.after(self.position, PORTION))

    def leave(self) -> None:
        """Not reading along any more."""
        self._channel.positions.pop(self, None)

    async def _caught_up(self) -> list[Told]:
        """What comes next, from the chronicle, as long as it has not read along yet."""
        channel = self._channel
        if channel.restarting:
            raise Restarting(self.position)
        if self._along or channel.ring.last - self.position > BACKLOGS * channel.bounds.backlog:
            raise Lagging(self.position)
        try:
            return await channel.past(self.position, PORTION)
        except StoreUnavailable:
            await asyncio.sleep(PAUSE_SECONDS)
            return []

    def _told(self, all: list[Told]) -> list[Told]:
        if all:
            self.position = all[-1].seq
        if self.position >= self._channel.ring.last:
            self._along = True
        if self._along:
            self._channel.positions[self] = self.position
        return self.wanted.of(all)
