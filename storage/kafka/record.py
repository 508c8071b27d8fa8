"""How an event stands in the topic: versioned JSON under the ecosystem's key, so that each ecosystem keeps its order."""

import orjson

from actors.events import Event, canonical

VERSION = 1
"""Raised when a field changes its meaning or goes; a new field alone raises nothing."""


def key_of(ecosystem: str) -> bytes:
    """The record's key."""
    return ecosystem.encode()


def encoded(event: Event) -> bytes:
    """The record's value."""
    return orjson.dumps(
        {
            "version": VERSION, "ecosystem": event.ecosystem, "seq": event.seq, "tick": event.tick, "kind": event.kind,
            "scene": event.scene, "index": event.index, "id": event.id, "body": orjson.Fragment(event.encoded),
        }
    )  # fmt: skip


def decoded(value: bytes) -> Event:
    """The inverse of ``encoded``; raises ValueError for a record of another version."""
    fields = orjson.loads(value)
    if fields["version"] != VERSION:
        raise ValueError(f"a record of version {fields['version']}, this Fabula reads {VERSION}")
    return Event(
        fields["ecosystem"], fields["seq"], fields["tick"], fields["kind"], fields["scene"], fields["index"], fields["body"],
        canonical(fields["body"]),
    )  # fmt: skip
