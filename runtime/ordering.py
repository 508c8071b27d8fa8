"""Ordering: what people can have done with an ecosystem, as durable orders. Needs a store, and no Ray.

Whatever is ordered stands in the agenda when the call returns; ``ring`` has it looked at now, and costs latency only when nobody
hears it. Every order has a key: with the same key it is one and the same, however often and late it comes.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from actors.directives import Directive, Meet, Relocation, WorldEvent, directive_of, line_of, whole
from actors.errors import CharacterUnknown, InvalidRequest
from actors.events import Event
from actors.genre import Genre
from actors.ports import Due, Head, Herald, Store
from actors.recovery import founded, places_of
from actors.steering import DIRECTIVE, KINDS, STEP, TALK
from actors.talking import talk_of
from runtime.agenda import PAUSE, read
from runtime.standing import Standing, standing

Ring = Callable[[str], Awaitable[None]]
"""Has an ecosystem look at its agenda now, if anybody hears it."""

LONGEST_KEY = 128

FARTHEST = 1_000_000
"""So many ticks ahead one may order something."""

TEMPI_MS = (50, 86_400_000)
"""The fastest and the slowest tempo: milliseconds between two ticks."""

LIVES = "tempo"
"""The key under which people order a tempo."""

USED = "'{0}' was used for something else; give every order a key of its own"

MOST_WAITING = 1000
"""So many orders of one ecosystem at most wait to take effect."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """That something is ordered. Of a tempo, a pause, a resumption and a stop no single event comes."""

    ecosystem: str
    kind: str
    key: str
    at_tick: int  # the earliest tick in which it takes effect
    seq: int = 0  # the event that came of it, once it has taken effect


async def unheard(ecosystem: str) -> None:
    """Nobody to wake: whoever plays looks at the agenda by himself."""


class Orders:
    """Orders for ecosystems of one store. Every call raises EcosystemUnknown and StoreUnavailable."""

    def __init__(self, store: Store, ring: Ring = unheard) -> None:
        self._store = store
        self._ring = ring

    async def step(self, ecosystem: str, ticks: int = 1, key: str = "") -> Receipt:
        """Have so many ticks played from where it stands, also while a person has it paused. Raises InvalidRequest."""
        head, key = await self._store.head(ecosystem), _key(key)
        until = head.tick + whole("ticks", ticks, 1, FARTHEST)
        kept, seq = await self._store.request(ecosystem, Due(STEP, key, 0, {"until": until, "ticks": ticks}))
        if kept.body["ticks"] != ticks:
            raise InvalidRequest("key", USED.format(key))
        await self._ring(ecosystem)
        return Receipt(ecosystem, STEP, key, int(kept.body["until"]), seq)

    async def live(self, ecosystem: str, tempo_ms: int) -> Receipt:
        """Have it live at a tempo, or at another one than until now. Raises InvalidRequest."""
        whole("tempo_ms", tempo_ms, *TEMPI_MS)
        head = await self._store.head(ecosystem)
        await self._store.order(ecosystem, Due("live", LIVES, 0, {"tempo_ms": tempo_ms}))
        await self._ring(ecosystem)
        return Receipt(ecosystem, "live", LIVES, head.tick + 1)

    async def pause(self, ecosystem: str, by: str, reason: str = "") -> Receipt:
        """Have it stand still after the tick that is being played, until somebody resumes it. Raises InvalidRequest."""
        by, reason = line_of("by", by, 80) or "somebody", line_of("reason", reason)
        head = await self._store.head(ecosystem)
        pause = Due(PAUSE, PAUSE, 0, {"by": by, "reason": reason})
        await self._store.order(ecosystem, pause)
        if head.status != "paused":
            await self._store.mark(ecosystem, "paused", read([pause], head.tick).pause)
        await self._ring(ecosystem)
        return Receipt(ecosystem, PAUSE, PAUSE, head.tick + 1)

    async def resume(self, ecosystem: str) -> Receipt:
        """Have it go on with what is ordered, whoever or whatever paused it."""
        await self._withdraw(ecosystem, PAUSE)
        head = await self._store.head(ecosystem)
        if head.status == "paused":
            await self._store.mark(ecosystem, "idle")
        await self._ring(ecosystem)
        return Receipt(ecosystem, "resume", "resume", head.tick + 1)

    async def stop(self, ecosystem: str) -> Receipt:
        """Have nothing more played: it neither lives nor runs after the tick that is being played. Other orders stay."""
        head = await self._store.head(ecosystem)
        await self._withdraw(ecosystem, "live", "run", STEP)
        await self._ring(ecosystem)
        return Receipt(ecosystem, "stop", "stop", head.tick + 1)

    async def direct(
        self, ecosystem: str, directive: Any, key: str = "", at_tick: int | None = None, at_once: bool = False
    ) -> Receipt:
        """Order a directive (see ``actors.directives``), to take effect in this tick, or in the next one that is played.

        One that is to happen ``at_once`` does so in a tick of its own when the ecosystem is paused or rests. Raises
        InvalidRequest and CharacterUnknown, which name what is wrong, before anything is kept.
        """
        order = directive_of(directive)
        head = await self._store.head(ecosystem)
        await self._check(head, order)
        return await self._request(head, DIRECTIVE, order.encoded(), key, at_tick, at_once)

    async def talk(
        self, ecosystem: str, character: str, words: str, name: str = "", speaker: str = "", key: str = "",
        at_tick: int | None = None,
    ) -> Receipt:  # fmt: skip
        """Say something to a character, as a visitor of this ``name`` or as a ``speaker`` of the cast. The event says the answer.

        It is answered in the next tick that is played; while the ecosystem lives slowly, is paused by a person or rests, in one
        of its own. Raises InvalidRequest and CharacterUnknown, which name what is wrong, before anything is kept.
        """
        order = talk_of({"character": character, "words": words, "name": name, "speaker": speaker})
        head = await self._store.head(ecosystem)
        await self._check(head, order)
        return await self._request(head, TALK, order.encoded(), key, at_tick, at_once=True)

    async def withdraw(self, receipt: Receipt) -> bool:
        """Take back an order that has not taken effect. False when it has, or was never there."""
        due = [each for each in await self._store.due(receipt.ecosystem) if (each.kind, each.key) == (receipt.kind, receipt.key)]
        for each in due:
            await self._store.done(receipt.ecosystem, each)
        return bool(due) and not await self._store.answer(receipt.ecosystem, receipt.kind, receipt.key)

    async def waiting(self, ecosystem: str) -> list[Due]:
        """The orders that have not taken effect, by (at_tick, kind, key)."""
        await self._store.head(ecosystem)
        return [due for due in await self._store.due(ecosystem) if due.kind in KINDS]

    async def receipt(self, ecosystem: str, key: str) -> Receipt | None:
        """That of the order with this key, whether it waits or has taken effect; None when there is none."""
        for due in await self.waiting(ecosystem):
            if due.key == key:
                return Receipt(ecosystem, due.kind, key, due.at_tick)
        for kind in KINDS:
            if seq := await self._store.answer(ecosystem, kind, key):
                return Receipt(ecosystem, kind, key, 0, seq)
        return None

    async def standing(self, ecosystem: str, notice: str = "", attended: bool = True) -> Standing:
        """How it stands, and why nothing happens (see ``runtime.standing``)."""
        return await standing(self._store, ecosystem, notice, attended)

    async def event(self, receipt: Receipt) -> Event | None:
        """The event in which it took effect; None as long as it has not."""
        seq = receipt.seq or await self._store.answer(receipt.ecosystem, receipt.kind, receipt.key)
        if seq:
            async for batch in self._store.events(receipt.ecosystem, seq - 1, seq):
                return batch[0]
        return None

    async def awaited(self, receipt: Receipt, herald: Herald) -> Event:
        """The event in which it takes effect, as soon as it does. Waits for ever when nobody plays: limit it in time."""
        if event := await self.event(receipt):
            return event
        async for _ in herald.listen(receipt.ecosystem):
            if event := await self.event(receipt):
                return event
        raise AssertionError  # listening never ends

    async def _request(
        self, head: Head, kind: str, order: dict[str, Any], key: str, at_tick: int | None, at_once: bool
    ) -> Receipt:  # fmt: skip
        ecosystem, key, at_tick = head.founding.ecosystem, _key(key), _tick(head, at_tick)
        await self._room(ecosystem)
        due = Due(kind, key, at_tick, {"order": order, "at_once": at_once})
        kept, seq = await self._store.request(ecosystem, due)
        receipt = Receipt(ecosystem, kind, key, max(kept.at_tick, head.tick + 1), seq)
        event = await self.event(receipt) if seq else None
        if (event.body["order"] if event else kept.body["order"]) != due.body["order"]:
            raise InvalidRequest("key", USED.format(key))
        if event:
            return Receipt(ecosystem, kind, key, event.tick, seq)
        await self._ring(ecosystem)
        return receipt

    async def _withdraw(self, ecosystem: str, *kinds: str) -> None:
        for due in await self._store.due(ecosystem):
            if due.kind in kinds:
                await self._store.done(ecosystem, due)

    async def _room(self, ecosystem: str) -> None:
        waiting = len(await self._store.due(ecosystem))
        if waiting >= MOST_WAITING:
            raise InvalidRequest("directive", f"{waiting} orders wait already; let some of them take effect first")

    async def _check(self, head: Head, order: Directive) -> None:
        """Everybody and everything named is there now. Raises InvalidRequest, CharacterUnknown."""
        ecosystem = head.founding.ecosystem
        known = await self._store.personas(ecosystem, [person for _, person in order.people()])
        for _, person in order.people():
            if person not in known:
                raise CharacterUnknown(ecosystem, person)
        if isinstance(order, WorldEvent | Relocation) and order.place:
            await self._check_place(ecosystem, order.place)
        if isinstance(order, Meet) and order.move:
            await self._check_move(head, order.move)

    async def _check_place(self, ecosystem: str, place: str) -> None:
        places = places_of((await founded(self._store, ecosystem))["places"])
        if place not in places:
            raise InvalidRequest("place", f"there is no '{place}'; there are: {', '.join(list(places)[:40])}")

    async def _check_move(self, head: Head, move: str) -> None:
        moves = [each.id for each in Genre.from_blob(await self._store.get(head.founding.genre)).moves]
        if move not in moves:
            raise InvalidRequest("move", f"there is no '{move}'; there are: {', '.join(moves)}")


def _key(key: str) -> str:
    """The key, or one that nobody else has."""
    if len(key) > LONGEST_KEY:
        raise InvalidRequest("key", f"has {len(key)} characters; at most {LONGEST_KEY} are taken")
    return line_of("key", key) or token_hex(8)


def _tick(head: Head, at_tick: int | None) -> int:
    """When it is to take effect: 0 is as soon as can be."""
    if at_tick is None:
        return 0
    return whole("at_tick", at_tick, head.tick + 1, head.tick + FARTHEST)
