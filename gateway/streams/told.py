"""An event as it is told to those who watch: written down once for all of them."""

from dataclasses import dataclass
from typing import Any

import orjson

from actors.events import Event
from gateway.streams.protocol import framed

_ROLES = ("character", "initiator", "responder", "owner", "target")


@dataclass(frozen=True, slots=True)
class Told:
    """One event on its way out. ``text`` is it as JSON (see ``gateway.schemas.streams.Happened``)."""

    seq: int
    tick: int
    kind: str
    characters: frozenset[str]  # whom it is about
    text: bytes
    frame: bytes  # the same as a server sends it over a WebSocket

    @property
    def sse(self) -> bytes:
        """As one message of an event stream."""
        return b"id: %d\ndata: %b\n\n" % (self.seq, self.text)


def told(event: Event) -> Told:
    """The event, written down."""
    head = {
        "type": "event", "ecosystem": event.ecosystem, "seq": event.seq, "tick": event.tick, "kind": event.kind,
        "id": event.id, "scene": event.scene, "index": event.index,
    }  # fmt: skip
    text = b'%b,"body":%b}' % (orjson.dumps(head)[:-1], event.encoded)
    return Told(event.seq, event.tick, event.kind, involved(event.body), text, framed(text))


def involved(body: Any) -> frozenset[str]:
    """Whom an event of this body is about."""
    named = {body[role] for role in _ROLES if isinstance(body.get(role), str)}
    return frozenset(named.union(body.get("witnesses", ())))
