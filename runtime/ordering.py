"""Ordering: what people can have done with an ecosystem, as durable orders. Needs a store, and no Ray.

Whatever is ordered stands in the agenda when the call returns; ``ring`` has it looked at now, and costs latency only when nobody
hears it. Every order has a key: with the same key it is one and the same, however often and late it comes.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from actors.comings import Leave, asked, in_short
from actors.directives import Directive, Meet, Relocation, WorldEvent, directive_of, line_of, whole
from actors.errors import InvalidRequest
from actors.events import Event, canonical
from actors.genre import Genre
from actors.persona import Persona
from actors.pictures import Picture
from actors.ports import Due, Head, Herald, Store
from actors.steering import COMING, DIRECTIVE, KINDS, STEP, TALK
from actors.talking import talk_of
from actors.world import Regard
from runtime.agenda import PAUSE, read
from runtime.newcomers import check_people, check_place, newcomer
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
        return await self._request(ecosystem, DIRECTIVE, directive_of(directive), key, at_tick, at_once)

    async def talk(
        self, ecosystem: str, character: str, words: str, name: str = "", speaker: str = "", key: str = "",
        at_tick: int | None = None,
    ) -> Receipt:  # fmt: skip
        """Say something to a character, as a visitor of this ``name`` or as a ``speaker`` of the cast. The event says the answer.

        It is answered in the next tick that is played; while the ecosystem lives slowly, is paused by a person or rests, in one
        of its own. Raises InvalidRequest and CharacterUnknown, which name what is wrong, before anything is kept.
        """
        order = talk_of({"character": character, "words": words, "name": name, "speaker": speaker})
        return await self._request(ecosystem, TALK, order, key, at_tick, at_once=True)

    async def join(
        self, ecosystem: str, persona: Persona, place: str = "", regards: Sequence[Regard] = (), key: str = "",
        at_tick: int | None = None, at_once: bool = False, pictures: Sequence[Picture] = (),
    ) -> Receipt:  # fmt: skip
        """Have somebody new come to a place (else to the first haunt), with first relationships in either direction.

        Of haunts and wants those are kept that there is a place or a person for. The ``persona`` has been checked by itself
        (``scenarios.guests.check_guest``), and its portrait is one of the ``pictures``, which are kept with the ecosystem. Raises
        InvalidRequest and CharacterUnknown as ``direct``.
        """
        wished = asked(persona, place, regards)

        async def settled(head: Head) -> Directive:
            found = await newcomer(self._store, head, persona, wished)
            if pictures:
                await self._store.hang(ecosystem, pictures)
            return found

        return await self._request(ecosystem, COMING, wished, key, at_tick, at_once, settled)

    async def leave(
        self, ecosystem: str, character: str, key: str = "", at_tick: int | None = None, at_once: bool = False
    ) -> Receipt:
        """Have somebody leave for good. Others keep what they remember and feel. Raises as ``direct``."""
        return await self._request(ecosystem, COMING, Leave(character), key, at_tick, at_once)

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
        self, ecosystem: str, kind: str, wished: Directive, key: str, at_tick: int | None, at_once: bool,
        settle: Callable[[Head], Awaitable[Directive]] | None = None,
    ) -> Receipt:  # fmt: skip
        """Order it, unless it was under this key; only then it is looked at whether it makes sense now."""
        head, key = await self._store.head(ecosystem), _key(key)
        earlier = await self._earlier(head, kind, key)
        if earlier is None:
            tick = _tick(head, at_tick)
            await self._room(ecosystem)
            order = await settle(head) if settle else wished
            if settle is None:
                await self._check(head, order)
            await self._store.request(ecosystem, Due(kind, key, tick, {"order": order.encoded(), "at_once": at_once}))
            earlier = await self._earlier(head, kind, key)
            if earlier is None:
                raise InvalidRequest("key", f"what was just ordered under '{key}' has been withdrawn")
        kept, receipt = earlier
        if canonical(kept) != canonical(in_short(wished.encoded())):
            raise InvalidRequest("key", USED.format(key))
        if not receipt.seq:
            await self._ring(ecosystem)
        return receipt

    async def _earlier(self, head: Head, kind: str, key: str) -> tuple[dict[str, Any], Receipt] | None:
        """What was ordered under this key, in short; None when nothing was."""
        ecosystem = head.founding.ecosystem
        found = [due for due in await self._store.due(ecosystem) if (due.kind, due.key) == (kind, key)]
        for due in found:
            return in_short(due.body["order"]), Receipt(ecosystem, kind, key, max(due.at_tick, head.tick + 1))
        seq = await self._store.answer(ecosystem, kind, key)
        event = await self.event(Receipt(ecosystem, kind, key, 0, seq)) if seq else None
        return (in_short(event.body["order"]), Receipt(ecosystem, kind, key, event.tick, seq)) if event else None

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
        await check_people(self._store, ecosystem, [person for _, person in order.people()])
        if isinstance(order, WorldEvent | Relocation) and order.place:
            await check_place(self._store, ecosystem, order.place)
        if isinstance(order, Meet) and order.move:
            await self._check_move(head, order.move)

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
