"""Looking again and again whether somebody who watches still may."""

from collections.abc import Awaitable, Callable
from time import monotonic

from actors.errors import StoreUnavailable

LOOK_SECONDS = 5.0
"""A right that is withdrawn ends a stream after so long at most."""

Check = Callable[[], Awaitable[object]]
"""Raises Unauthenticated, Forbidden or EcosystemUnknown when somebody may not watch any more."""


class Watch:
    """Checks when it is time to. As long as that cannot be known, nobody is sent away."""

    def __init__(self, check: Check) -> None:
        self._check = check
        self.seconds = LOOK_SECONDS
        self._next = monotonic() + self.seconds

    async def look(self) -> None:
        """Check, if that was not done just now. Raises what the check raises."""
        now = monotonic()
        if now < self._next:
            return
        self._next = now + self.seconds
        try:
            await self._check()
        except StoreUnavailable:
            return
