"""The port Snapshots: frozen character states."""

from collections.abc import Mapping, Sequence

from actors.ports import SNAPSHOTS
from storage.in_memory.shelf import Part


class InMemorySnapshots(Part):
    """See ``actors.ports.Snapshots``."""

    async def save(self, ecosystem: str, seq: int, tick: int, states: Mapping[str, bytes]) -> None:
        snapshots = self._shelf.kept(ecosystem).snapshots if states else {}
        for character, state in states.items():
            if character not in snapshots or snapshots[character][0] < seq:
                snapshots[character] = (seq, state)

    async def renew(self, ecosystem: str, seq: int, tick: int, states: Mapping[str, bytes]) -> None:
        snapshots = self._shelf.kept(ecosystem).snapshots if states else {}
        for character, state in states.items():
            if character not in snapshots or snapshots[character][0] <= seq:
                snapshots[character] = (seq, state)

    async def load(self, ecosystem: str, characters: Sequence[str]) -> dict[str, tuple[int, bytes]]:
        kept = self._shelf.ecosystems.get(ecosystem)
        return {c: kept.snapshots[c] for c in sorted(set(characters)) if c in kept.snapshots} if kept else {}

    async def discard(self, ecosystem: str) -> None:
        kept = self._shelf.ecosystems.get(ecosystem)
        if kept:
            kept.snapshots.clear()
            kept.cursors.pop(SNAPSHOTS, None)
