"""What a director can have done: the same commands over HTTP and WebSockets, each an order that stands when it is answered."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from gateway.ports import Ports
from gateway.schemas.model import Sent
from gateway.schemas.orders import ChatOrder, DirectiveOrder, InteractionOrder, Pause, Resume, Start, Step, Stop, Tempo
from gateway.security.principal import Access, Level
from runtime.ordering import Receipt

LEVEL = Level.DIRECTOR
"""What it takes to command."""

Order = Callable[[Ports, Access, Any, str], Awaitable[Receipt]]
"""Ports, for whom, what was sent, and the order's key ("" for a new one). Raises as ``runtime.ordering.Orders``."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command."""

    takes: type[Sent]
    order: Order
    description: str


def own_key(access: Access, key: str | None) -> str:
    """The order's key: that of the request made one's own, since two people may choose the same; "" for a new one."""
    return blake2b(f"{access.principal.user}\x1f{key}".encode(), digest_size=16).hexdigest() if key else ""


async def start(ports: Ports, access: Access, sent: Start, key: str) -> Receipt:
    """Raises QuotaSpent when its owner has no ticks left today."""
    await ports.accounts.check_ticks(access.ecosystem)
    await ports.orders.resume(access.ecosystem)
    return await ports.orders.live(access.ecosystem, sent.tempo_ms)


async def set_tempo(ports: Ports, access: Access, sent: Tempo, key: str) -> Receipt:
    """See ``Orders.live``."""
    return await ports.orders.live(access.ecosystem, sent.tempo_ms)


async def pause(ports: Ports, access: Access, sent: Pause, key: str) -> Receipt:
    """In the name of whoever asks."""
    return await ports.orders.pause(access.ecosystem, access.principal.name, sent.reason)


async def resume(ports: Ports, access: Access, sent: Resume, key: str) -> Receipt:
    """Raises QuotaSpent when its owner has no ticks left today."""
    await ports.accounts.check_ticks(access.ecosystem)
    return await ports.orders.resume(access.ecosystem)


async def stop(ports: Ports, access: Access, sent: Stop, key: str) -> Receipt:
    """See ``Orders.stop``."""
    return await ports.orders.stop(access.ecosystem)


async def step(ports: Ports, access: Access, sent: Step, key: str) -> Receipt:
    """Raises QuotaSpent when its owner has no ticks left today."""
    await ports.accounts.check_ticks(access.ecosystem)
    return await ports.orders.step(access.ecosystem, sent.ticks, key)


async def direct(ports: Ports, access: Access, sent: DirectiveOrder, key: str) -> Receipt:
    """See ``Orders.direct``."""
    return await ports.orders.direct(access.ecosystem, sent.body(), key, sent.at_tick, sent.at_once)


async def meet(ports: Ports, access: Access, sent: InteractionOrder, key: str) -> Receipt:
    """A meeting in the next tick, or in one of its own."""
    meeting = {"what": "meet", "one": sent.initiator, "other": sent.responder, "move": sent.move}
    return await ports.orders.direct(access.ecosystem, meeting, key, at_once=True)


async def chat(ports: Ports, access: Access, sent: ChatOrder, key: str) -> Receipt:
    """In one's own name, unless another one or somebody of the cast is given."""
    name = "" if sent.speaker else sent.name or access.principal.name
    return await ports.orders.talk(access.ecosystem, sent.character, sent.words, name, sent.speaker, key)


COMMANDS: dict[str, Command] = {
    "start": Command(Start, start, "Have the ecosystem live at a tempo. One that is paused goes on."),
    "tempo": Command(Tempo, set_tempo, "Have it live at another tempo."),
    "pause": Command(Pause, pause, "Have it stand still after the tick that is being played."),
    "resume": Command(Resume, resume, "Have it go on with what is ordered, whoever or whatever paused it."),
    "stop": Command(Stop, stop, "Have nothing more played, until something is ordered again."),
    "step": Command(Step, step, "Have so many ticks played, also while it is paused."),
    "direct": Command(DirectiveOrder, direct, "Order a directive."),
    "meet": Command(InteractionOrder, meet, "Have two people meet, and one begin."),
    "chat": Command(ChatOrder, chat, "Say something to a character, who answers."),
}
