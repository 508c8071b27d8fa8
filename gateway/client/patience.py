"""Whether, and after how long, something is tried again."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.client.call import Call

AGAIN = (429, 502, 503, 504)
IN_FLIGHT = "key_in_flight"


@dataclass(frozen=True, slots=True)
class Patience:
    """``attempts`` in all, with growing pauses. One that the gateway asks for is kept, unless it is longer than the longest."""

    attempts: int = 5
    first: float = 0.2
    longest: float = 30.0

    def answered(self, call: Call[Any], attempt: int, status: int, headers: Mapping[str, str], content: bytes) -> float | None:
        """Seconds to wait before it is sent again; None when the answer stands."""
        worth = status in AGAIN or (status == 409 and IN_FLIGHT.encode() in content)
        if not worth or attempt >= self.attempts or not (call.repeatable or status in (429, 503)):
            return None
        asked = headers.get("Retry-After", "")
        pause = float(asked) if asked.isdigit() else self.pause(attempt)
        return pause if pause <= self.longest else None

    def failed(self, call: Call[Any], attempt: int, sent: bool) -> float | None:
        """The same when no answer came; ``sent`` when nobody knows whether the request arrived."""
        if attempt >= self.attempts or (sent and not call.repeatable):
            return None
        return self.pause(attempt)

    def pause(self, attempt: int) -> float:
        """Growing, and never the same for all who wait."""
        return min(self.longest, self.first * 2.0 ** (attempt - 1)) * random.uniform(0.5, 1.0)
