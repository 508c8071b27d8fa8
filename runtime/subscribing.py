"""Subscribers: handlers that are told of an ecosystem's events, each of them until it is done. See docs/bus.md."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from secrets import token_hex

from actors.deliveries import Delivery, Terms
from actors.errors import FabulaError, InvalidRequest, StoreUnavailable
from actors.events import KINDS, Event
from actors.ports import Herald, Store
from runtime.ending import end
from runtime.patience import WAITS, patiently

_log = logging.getLogger(__name__)

Handler = Callable[[Event], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Handling:
    """How events are given to handlers. Raises InvalidRequest for numbers that make no sense."""

    attempts: int = len(WAITS) + 1  # before an event is held
    waits: tuple[float, ...] = WAITS  # seconds before each further attempt; the last one repeats
    lease: float = 30.0  # seconds after which a worker that is silent counts as dead
    at_once: int = 1  # how many events a worker takes together
    seconds: float | None = None  # after which a handler is cancelled, which counts as a failure

    def __post_init__(self) -> None:
        if self.attempts < 1 or self.at_once < 1 or self.lease <= 0 or not self.waits or self.seconds == 0:
            raise InvalidRequest("handling", f"{self} has a number that is too small")

    def terms(self, kinds: Iterable[str]) -> Terms:
        """Together with others an event might be given out once more for the death of its worker: never when it must not be."""
        return Terms(tuple(kinds), self.at_once if self.attempts > 1 else 1, self.lease, self.attempts)


ALONE = Handling(at_once=100)
SHARED = Handling()


class Subscriber:
    """Somebody with a name who is told of events. What the name was told is kept with the ecosystem, in the store.

    * Alone, its handlers get the events in the order of their numbers, one after the other. Several processes may attend under
      one name: one works, and another takes over when it dies.
    * ``shared``, all processes that attend under the name share the events: each goes to one of them, in no certain order.
    * A handler that raises is called again, ever later. After ``attempts`` times the event is held with the reason, and the next
      ones come.
    * An event is handled again after a failure, or when its worker died, or was silent for longer than ``lease``, before it could
      say that it is done. Nothing else repeats one, and nothing loses one.
    """

    def __init__(self, store: Store, herald: Herald, name: str, shared: bool = False, handling: Handling | None = None) -> None:
        self._store = store
        self._herald = herald
        self._name = name
        self._shared = shared
        self._handling = handling or (SHARED if shared else ALONE)
        self._handlers: dict[str, Handler] = {}

    def subscribe(self, kinds: Iterable[str], handler: Handler) -> None:
        """Have the handler called for events of these kinds. Raises InvalidRequest for a kind that does not exist or has one."""
        for kind in kinds:
            if kind not in KINDS:
                raise InvalidRequest("kinds", f"'{kind}' is none of {', '.join(KINDS)}")
            if kind in self._handlers:
                raise InvalidRequest("kinds", f"'{kind}' has a handler of '{self._name}' already")
            self._handlers[kind] = handler

    async def attend(self, ecosystem: str, after: int = 0) -> None:
        """Handle what comes, until cancelled; a name that is new begins after that number. A store that goes away is waited for.

        Raises EcosystemUnknown, also when the ecosystem is deleted meanwhile, and InvalidRequest when the name is known as shared
        and this is not, or the other way round, or has been dismissed, or when there are no handlers.
        """
        if not self._handlers:
            raise InvalidRequest("subscription", f"'{self._name}' has no handler")
        await self._store.enrol(ecosystem, self._name, self._shared, after)
        await _Shift(self._store, ecosystem, self._name, self._shared, self._handling, self._handlers).work(self._herald)


class _Shift:
    """One attendance at one ecosystem, by a worker with a name of its own."""

    def __init__(
        self, store: Store, ecosystem: str, name: str, shared: bool, handling: Handling, handlers: dict[str, Handler]
    ) -> None:  # fmt: skip
        self._store = store
        self._me = (ecosystem, name, token_hex(8))
        self._shared = shared
        self._handling = handling
        self._handlers = handlers
        self._terms = handling.terms(handlers)
        self._unsure = False  # whether there may be something in hand of which the store could not tell us
        self._away = False

    async def work(self, herald: Herald) -> None:
        ecosystem, name, _ = self._me
        renewing = asyncio.create_task(self._renew())
        try:
            async for _ in herald.offers(ecosystem, name):
                while taken := await patiently(self._taken, self._excuse):
                    await self._handle_all(taken)
        finally:
            await end(renewing)
            with suppress(StoreUnavailable):  # the lease will end
                await self._store.give_back(*self._me)

    async def _taken(self) -> list[Delivery]:
        if self._unsure:
            await self._store.give_back(*self._me)
        self._unsure = True
        taken = await self._store.take(*self._me, self._terms)
        self._unsure = False
        return taken

    async def _handle_all(self, taken: Sequence[Delivery]) -> None:
        """One after the other. When one has to wait, those after it go back, unless their order is of no interest."""
        for delivery in taken:
            wait = await self._handle(delivery)
            if wait is not None and not self._shared:
                await patiently(partial(self._store.give_back, *self._me), self._excuse)
                await asyncio.sleep(wait)
                return

    async def _handle(self, delivery: Delivery) -> float | None:
        """The seconds that those after it have to wait; None when they need not."""
        if reason := await self._tried(delivery.event):
            return await self._put_off(delivery, reason)
        finished = await patiently(partial(self._store.finish, *self._me, delivery.event.seq), self._excuse)
        return None if finished else 0.0  # else somebody has taken over

    async def _tried(self, event: Event) -> str:
        """Why the handler failed, or ""."""
        handler = self._handlers.get(event.kind)
        try:
            if handler is not None:  # it was wanted when it was given out for the first time
                async with asyncio.timeout(self._handling.seconds):
                    await handler(event)
        except asyncio.CancelledError as error:
            if _is_being_cancelled():
                raise
            return self._failed(event, error)
        except Exception as error:  # noqa: BLE001 - whatever a handler raises is its failure, and kept as the reason
            return self._failed(event, error)
        return ""

    def _failed(self, event: Event, error: BaseException) -> str:
        _log.info("'%s' failed at number %d of '%s'", self._me[1], event.seq, self._me[0], exc_info=error)
        return _readable(f"{type(error).__name__}: {error}")

    async def _put_off(self, delivery: Delivery, reason: str) -> float | None:
        """The seconds until the next attempt; None when it is held."""
        waits = self._handling.waits
        last = delivery.attempt >= self._handling.attempts
        wait = None if last else waits[min(delivery.attempt, len(waits)) - 1]
        seq = delivery.event.seq
        await patiently(partial(self._store.put_off, *self._me, seq, reason, wait), self._excuse)
        if last:
            _log.warning("number %d of '%s' is held for '%s' after %d attempts: %s", seq, *self._me[:2], delivery.attempt, reason)
        return wait

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(self._handling.lease / 3)
            with suppress(FabulaError):  # it is tried again before the lease ends; whoever takes meets the same trouble
                await self._store.extend(*self._me, self._handling.lease)

    async def _excuse(self, reason: str) -> None:
        if reason and not self._away:
            _log.warning("'%s' waits, and goes on by itself: %s", self._me[1], reason)
        self._away = bool(reason)


def _is_being_cancelled() -> bool:
    """Whether it is us whom somebody wants to end, and not something that a handler has waited for."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _readable(reason: str) -> str:
    """Of bounded length, and only what every store can write."""
    return reason[:500].encode(errors="replace").decode().replace("\0", " ")
