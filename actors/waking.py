"""Waking up and falling asleep: bringing characters into memory, from snapshots and the chronicle, and letting them go again."""

import logging
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field

from actors.cast import Cast, Presence
from actors.character import Character
from actors.errors import ChronicleDamaged, SnapshotUnusable
from actors.events import JOINED, LEFT, MOVED, Event
from actors.fold import concerned, newborn
from actors.mind.setting import Setting
from actors.mind.state import State
from actors.persona import decoded
from actors.ports import SNAPSHOTS, Store
from actors.snapshot import opened, sealed

LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class Loaded:
    """Where everybody is as of ``seq``, and some characters: at least those who changed since the last snapshot of all."""

    seq: int
    setting: Setting
    presence: Presence = field(default_factory=Presence)
    characters: dict[str, Character] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)  # character → the last event that its state holds
    unsaved: dict[str, None] = field(default_factory=dict)  # whose states no usable snapshot holds, though none changed them

    def apply(self, events: Iterable[Event], only: Container[str] | None = None) -> None:
        """Change the characters (``only`` these, if given) that events concern, unless their states hold them already."""
        for event in events:
            for name in concerned(event):
                if event.seq > self.changed.get(name, event.seq) and (only is None or name in only):
                    self.characters[name].apply(event)
                    self.changed[name] = event.seq

    def states(self, after: int) -> dict[str, bytes]:
        """The frozen states of those who changed after number ``after``."""
        names = [name for name, seq in self.changed.items() if seq > after or name in self.unsaved]
        return {name: sealed(self.characters[name].state) for name in names}


class Waking:
    """Brings characters of one ecosystem into memory, and lets them go."""

    def __init__(self, store: Store, ecosystem: str, loaded: Loaded, snapshots: bool = True) -> None:
        self._store = store
        self._ecosystem = ecosystem
        self._loaded = loaded
        self._snapshots = snapshots

    async def catch_up(self, members: dict[str, None], at_head: bool) -> None:
        """Have everybody stand where he or she is, and wake up those members who changed since the last snapshot of all.

        A snapshot of all keeps only what changed since the one before: whoever did not is what his or her own last one says.
        """
        loaded, after = self._loaded, 0
        if at_head and self._snapshots:
            after, _ = await self._store.cursor(self._ecosystem, SNAPSHOTS)
        if after:
            loaded.presence = Presence(await self._store.whereabouts(self._ecosystem))
        async for batch in self._store.events(self._ecosystem, after, loaded.seq):
            if not after:
                _follow(loaded.presence, batch)
            touched = (name for event in batch for name in concerned(event) if not newcomer(event, name))
            await self.wake([name for name in dict.fromkeys(touched) if name in members])
            loaded.apply(batch)

    async def wake(self, names: Sequence[str]) -> None:
        """Load those of these who are missing, as their snapshots say, or as they joined.

        What concerned them since is still to be applied, if anything did.
        """
        loaded = self._loaded
        missing = [name for name in names if name not in loaded.characters]
        if not missing:
            return
        kept = await self._store.load(self._ecosystem, missing) if self._snapshots else {}
        kept = {name: (seq, raw) for name, (seq, raw) in kept.items() if seq <= loaded.seq}
        states = _opened(self._ecosystem, kept)
        await acquaint(self._store, self._ecosystem, loaded.setting.cast, states)
        for name, state in states.items():
            self._add(name, state, kept[name][0])
        await self._bear([name for name in missing if name not in states])
        lost = {name: None for name in kept if name not in states}
        if lost:
            loaded.unsaved.update(lost)
            await self._reread(lost)

    async def let_go(self, names: Sequence[str], seq: int, tick: int) -> None:
        """Save the states of these, who have not changed since ``seq`` (the committed end of ``tick``), and forget them."""
        loaded = self._loaded
        states = {name: sealed(loaded.characters[name].state) for name in names}
        await self._store.save(self._ecosystem, seq, tick, states)
        for name in names:
            del loaded.characters[name], loaded.changed[name]
            loaded.unsaved.pop(name, None)

    async def _bear(self, names: Sequence[str]) -> None:
        """Those who have no snapshot are as they joined."""
        if not names:
            return
        joined = {event.body["character"]: event for event in await self._store.joinings(self._ecosystem, names)}
        for name in names:
            if name not in joined:
                raise ChronicleDamaged(self._ecosystem, f"{name} never joined")
            event = joined[name]
            persona = self._loaded.setting.cast.personas.setdefault(name, decoded(event.body["persona"]))
            self._add(name, newborn(event, persona), event.seq)

    async def _reread(self, names: dict[str, None]) -> None:
        """Apply all that concerns these, from the beginning."""
        async for batch in self._store.events(self._ecosystem, 0, self._loaded.seq):
            self._loaded.apply(batch, names)

    def _add(self, name: str, state: State, seq: int) -> None:
        loaded = self._loaded
        loaded.characters[name] = Character(loaded.setting.cast.personas[name], state, loaded.setting)
        loaded.changed[name] = seq


async def acquaint(store: Store, ecosystem: str, cast: Cast, names: Iterable[str] | None = None) -> None:
    """Have the cast know these people too (everybody when None)."""
    missing = None if names is None else cast.unknown(names)
    if missing is None or missing:
        found = await store.personas(ecosystem, missing)
        cast.personas.update((name, decoded(data)) for name, data in found.items())


def newcomer(event: Event, name: str) -> bool:
    """Whether this is the event with which that one joined, before which there was nothing to change."""
    return event.kind == JOINED and event.body["character"] == name


def _follow(presence: Presence, events: Iterable[Event]) -> None:
    for event in events:
        if event.kind == JOINED:
            presence.put(event.body["character"], event.body["place"])
        elif event.kind == LEFT:
            presence.put(event.body["character"], "")
        elif event.kind == MOVED:
            presence.put(event.body["character"], event.body["to"])


def _opened(ecosystem: str, snapshots: dict[str, tuple[int, bytes]]) -> dict[str, State]:
    """The states in these snapshots. Whoever's cannot be used is read from the chronicle instead; one line says so."""
    states, unusable = {}, []
    for name, (_, raw) in snapshots.items():
        try:
            states[name] = opened(name, raw)
        except SnapshotUnusable as error:
            unusable.append(error)
    if unusable:
        others = f" (and {len(unusable) - 1} more)" if unusable[1:] else ""
        LOG.warning("%s: %s%s; the chronicle makes up for it, and the next snapshot replaces it", ecosystem, unusable[0], others)
    return states
