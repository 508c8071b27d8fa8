"""Attendance: which of a troupe's characters are in memory. The awake ones are called up, and the others let go after a while."""

from collections.abc import Iterable, Mapping, Sequence

from actors.events import Event
from actors.fold import concerned
from actors.mentions import of_casting, of_character, of_event
from actors.messages import Casting
from actors.ports import Store
from actors.waking import Loaded, Waking, acquaint

LINGER = 12
"""So many ticks after falling asleep somebody is still in memory, in case the place wakes up soon."""

SPARE = 1000
"""So many people at least whom nobody here has to do with any more are known before they are forgotten."""


class Attendance:
    """The characters of one troupe, as of the event that ``loaded`` stands at."""

    def __init__(self, store: Store, ecosystem: str, members: Mapping[str, None], loaded: Loaded) -> None:
        self.loaded = loaded
        self._store = store
        self._ecosystem = ecosystem
        self._members = members
        self._waking = Waking(store, ecosystem, loaded)
        self._seen: dict[str, int] = {}  # character → the last tick in which it was awake
        self._new = dict.fromkeys(loaded.characters)  # those who may not be acquainted with whom they can think of
        self._most = SPARE

    async def apply(self, upto: int, events: Sequence[Event], moves: Sequence[tuple[str, str]]) -> None:
        """Move on to number ``upto`` by the events that concern members."""
        loaded = self.loaded
        touched = dict.fromkeys(name for event in events for name in concerned(event))
        await self._bring([name for name in touched if name in self._members])
        if loaded.setting.attention.limited:
            await self._acquaint(name for event in events for name in of_event(event))
        loaded.presence.update(moves)
        loaded.apply(events)
        loaded.seq = upto

    async def call_up(self, tick: int, committed: int) -> list[str]:
        """The members who are awake in this tick, all in memory, and acquainted with everybody they have to do with.

        What comes after number ``committed`` may be still about to be committed.
        """
        awake = self._awake(tick)
        await self._bring(awake)
        if self.loaded.setting.attention.limited:
            await self._acquaint(self._around(tick))
            self._seen.update(dict.fromkeys(awake, tick))
            await self._let_go(tick, committed)
        return awake

    async def meet(self, castings: Sequence[Casting]) -> None:
        """Have everybody here who has a part in these scenes in memory, and acquainted with whom they may speak of."""
        people = [(c.scene.initiator, c.scene.responder, *c.witnesses) for c in castings]
        await self._bring([name for names in people for name in names if name in self._members])
        if self.loaded.setting.attention.limited:
            await self._acquaint(name for casting in castings for name in of_casting(casting))

    async def expect(self, names: Iterable[str]) -> None:
        """Have those of these who are members in memory, and all of them known."""
        people = list(names)
        await self._bring([name for name in people if name in self._members])
        if self.loaded.setting.attention.limited:
            await self._acquaint(people)

    def _awake(self, tick: int) -> list[str]:
        at, members = self.loaded.presence.at, self._members
        return [name for place in self.loaded.setting.attention.awake(tick) for name in at(place) if name in members]

    def _around(self, tick: int) -> Iterable[str]:
        """Everybody who is where a member is awake."""
        for place in self.loaded.setting.attention.awake(tick):
            crowd = self.loaded.presence.at(place)
            if any(name in self._members for name in crowd):
                yield from crowd

    async def _bring(self, names: Sequence[str]) -> None:
        missing = [name for name in names if name not in self.loaded.characters]
        self._new.update(dict.fromkeys(missing))
        await self._waking.wake(missing)
        if self.loaded.setting.attention.limited:
            await self._acquaint(self._minded(name for name in self._new if name in self.loaded.characters))
        else:
            await self._store.close()  # everybody is here and known, so nothing more will be asked for
        self._new.clear()

    def _minded(self, names: Iterable[str]) -> Iterable[str]:
        """Whom these, who are in memory, can think of."""
        for name in names:
            character = self.loaded.characters[name]
            yield from of_character(character.persona, character.state)

    async def _acquaint(self, names: Iterable[str]) -> None:
        await acquaint(self._store, self._ecosystem, self.loaded.setting.cast, names)

    async def _let_go(self, tick: int, committed: int) -> None:
        """Forget members who have been asleep for a while, and then those whom nobody here has to do with."""
        seen, loaded = self._seen, self.loaded
        gone = [name for name, last in loaded.changed.items() if last <= committed and tick - seen.get(name, 0) > LINGER]
        if gone:
            await self._waking.let_go(gone, committed, tick - (1 if loaded.seq == committed else 2))
            for name in gone:
                seen.pop(name, None)
        if len(loaded.setting.cast.personas) > self._most:
            needed = dict.fromkeys([*self._minded(loaded.characters), *self._around(tick)])
            loaded.setting.keep(needed)
            self._most = 2 * len(needed) + SPARE
