"""The port Agenda: what is due."""

from dataclasses import replace

import orjson

from actors.events import canonical
from actors.ports import Due
from storage.in_memory.shelf import Kept, Part


class InMemoryAgenda(Part):
    """See ``actors.ports.Agenda``."""

    async def order(self, ecosystem: str, due: Due) -> None:
        self._shelf.kept(ecosystem).due[due.kind, due.key] = _stored(due)

    async def request(self, ecosystem: str, due: Due) -> tuple[Due, int]:
        kept = self._shelf.kept(ecosystem)
        at = due.kind, due.key
        if at in kept.answered:
            return _stored(due), kept.answered[at]
        return kept.due.setdefault(at, _stored(due)), 0

    async def answer(self, ecosystem: str, kind: str, key: str) -> int:
        kept = self._shelf.ecosystems.get(ecosystem)
        return kept.answered.get((kind, key), 0) if kept else 0

    async def due(self, ecosystem: str) -> list[Due]:
        kept = self._shelf.ecosystems.get(ecosystem)
        return sorted(kept.due.values(), key=lambda due: (due.at_tick, due.kind, due.key)) if kept else []

    async def pending(self) -> list[str]:
        return sorted(name for name, kept in self._shelf.ecosystems.items() if _pending(kept))

    async def done(self, ecosystem: str, due: Due) -> None:
        kept = self._shelf.ecosystems.get(ecosystem)
        if kept and kept.due.get((due.kind, due.key)) == _stored(due):
            del kept.due[due.kind, due.key]


def _pending(kept: Kept) -> bool:
    """While a person has it paused only steps are played, and what is to happen at once; after another pause nothing is."""
    if kept.head.status == "paused" and not kept.head.reason.startswith("paused by "):
        return False
    kinds = [kind for kind, _ in kept.due]
    next_tick = kept.head.tick + 1
    if "step" in kinds or any(due.body.get("at_once") is True and due.at_tick <= next_tick for due in kept.due.values()):
        return True
    return "pause" not in kinds and ("run" in kinds or "live" in kinds)


def _stored(due: Due) -> Due:
    """As a database gives it back."""
    return replace(due, body=orjson.loads(canonical(due.body)))
