"""Where somebody is who watches, and what was heard: the part of watching that knows no network."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from gateway.client.call import Params
from gateway.client.errors import ApiError, Forbidden, Invalid, NotFound, Unauthenticated
from gateway.schemas.streams import Happened, Opening, Parting, Position, ServerFrame, Snapshot, Subscribe

_FRAMES: TypeAdapter[ServerFrame] = TypeAdapter(ServerFrame)

Told = Happened | Snapshot

AT_ONCE = (1012,)
"""Another process goes on: come back without waiting."""

ENDS: dict[int, type[ApiError]] = {4400: Invalid, 4401: Unauthenticated, 4403: Forbidden, 4404: NotFound, 4408: Unauthenticated}
"""Codes after which coming back is of no use."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to be told of; what is empty wants everything."""

    kinds: Sequence[str] = ()
    characters: Sequence[str] = ()
    from_tick: int | None = None
    until_tick: int | None = None


@dataclass(slots=True)
class Place:
    """``after`` is the last number; None before anything is known. Each event passes once."""

    wish: Wish
    after: int | None
    failures: int = field(default=0)

    def subscription(self) -> str:
        """The frame that asks to go on from here."""
        wish = self.wish
        frame = Subscribe(
            type="subscribe", after=self.after, kinds=list(wish.kinds), characters=list(wish.characters),
            from_tick=wish.from_tick, until_tick=wish.until_tick,
        )  # fmt: skip
        return frame.model_dump_json(exclude_none=True)

    def params(self) -> Params:
        """The same as a query."""
        wish = self.wish
        return {
            "after": self.after, "kind": list(wish.kinds), "character": list(wish.characters), "from_tick": wish.from_tick,
            "until_tick": wish.until_tick,
        }  # fmt: skip

    def heard(self, text: str | bytes) -> Told | None:
        """What a frame, or the data of a message, tells; None when that is nothing for whoever watches."""
        return self.reached(_FRAMES.validate_json(text))

    def reached(self, frame: ServerFrame) -> Told | None:
        """The same for a frame that was read."""
        self.failures = 0
        if isinstance(frame, Opening):
            self.after = frame.after if self.after is None else self.after
        elif isinstance(frame, Position):
            self.after = frame.seq
        elif isinstance(frame, Snapshot) or (isinstance(frame, Happened) and frame.seq > (self.after or 0)):
            self.after = frame.seq
            return frame
        return None

    def ended(self, code: int | None, reason: str) -> bool:
        """A connection was closed. Whether to come back at once; raises ApiError when there is no coming back."""
        if code in ENDS:
            raise ENDS[code](code, "closed", reason)
        return code in AT_ONCE


@dataclass(slots=True)
class Lines:
    """Makes messages of the lines of an event stream."""

    _event: str = ""
    _id: str = ""
    _data: list[str] = field(default_factory=list)

    def take(self, line: str, place: Place) -> Told | Parting | None:
        """What is told with this line."""
        if line:
            self._field(*line.split(":", 1))
            return None
        event, data, id = self._event, "\n".join(self._data), self._id
        self._event, self._data, self._id = "", [], ""
        if id.isdigit() and not data:  # a ping that moves the number on
            place.reached(Position(seq=int(id)))
            return None
        if event in ("lagging", "restarting", "ended"):
            return Parting.model_validate_json(data)
        return place.heard(data) if data else None

    def _field(self, name: str, value: str = "") -> None:
        value = value.removeprefix(" ")
        if name == "event":
            self._event = value
        elif name == "id":
            self._id = value
        elif name == "data":
            self._data.append(value)
