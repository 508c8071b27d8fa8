"""What a director has done with an ecosystem. Everything is an order that stands in the agenda when the answer is given."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from gateway import commands, problems
from gateway.commands import LEVEL, own_key
from gateway.dependencies import PortsOf
from gateway.errors import NotFound
from gateway.idempotency import IdempotencyKey
from gateway.ports import Ports
from gateway.schemas.interactions import SpokenLine
from gateway.schemas.orders import (
    ChatGiven,
    ChatOrder,
    DirectiveOrder,
    InteractionOrder,
    OrderGiven,
    Pause,
    Resume,
    Start,
    Step,
    Stop,
    Tempo,
    WaitingOrder,
)
from gateway.security.guards import commanding, entering
from gateway.security.principal import Access
from gateway.taken import answer, awaited, taken
from gateway.waiting import Prefer
from runtime.ordering import Receipt

router = APIRouter(prefix="/ecosystems/{ecosystem}", tags=["directing"], responses=problems.responses(401, 403, 404, 409))

Commanding = Annotated[Access, Depends(commanding(LEVEL))]
Directing = Annotated[Access, Depends(entering(LEVEL))]
OrderKey = Annotated[str, Path(max_length=128, description="The order's key, as it was answered.")]


@router.post("/start", status_code=202)
async def start(sent: Start, access: Commanding, ports: PortsOf) -> OrderGiven:
    """Have it live at a tempo. One that is paused goes on."""
    return taken(await commands.start(ports, access, sent, ""))


@router.put("/tempo", status_code=202)
async def set_tempo(sent: Tempo, access: Commanding, ports: PortsOf) -> OrderGiven:
    """Have it live at another tempo."""
    return taken(await commands.set_tempo(ports, access, sent, ""))


@router.post("/pause", status_code=202)
async def pause(sent: Pause, access: Commanding, ports: PortsOf) -> OrderGiven:
    """Have it stand still after the tick that is being played."""
    return taken(await commands.pause(ports, access, sent, ""))


@router.post("/resume", status_code=202)
async def resume(access: Commanding, ports: PortsOf) -> OrderGiven:
    """Have it go on with what is ordered, whoever or whatever paused it."""
    return taken(await commands.resume(ports, access, Resume(), ""))


@router.post("/stop", status_code=202)
async def stop(access: Commanding, ports: PortsOf) -> OrderGiven:
    """Have nothing more played, until something is ordered again."""
    return taken(await commands.stop(ports, access, Stop(), ""))


@router.post("/step", status_code=202, responses={200: {"model": OrderGiven}})
async def step(
    sent: Step, access: Commanding, ports: PortsOf, response: Response, key: IdempotencyKey = None, prefer: Prefer = None
) -> OrderGiven:
    """Have so many ticks played, also while it is paused."""
    return await answer(ports, await commands.step(ports, access, sent, own_key(access, key)), prefer, response)


@router.post("/directives", status_code=202, responses={200: {"model": OrderGiven}})
async def direct(
    sent: DirectiveOrder,
    access: Commanding,
    ports: PortsOf,
    response: Response,
    key: IdempotencyKey = None,
    prefer: Prefer = None,
) -> OrderGiven:
    """Order a directive. 202 says where to look for what comes of it."""
    return await answer(ports, await commands.direct(ports, access, sent, own_key(access, key)), prefer, response)


@router.get("/directives")
async def list_waiting_directives(access: Directing, ports: PortsOf) -> list[WaitingOrder]:
    """What is ordered and has not taken effect. What has is among the events, of the type `directed`."""
    waiting = await ports.orders.waiting(access.ecosystem)
    return [WaitingOrder(kind=due.kind, key=due.key, at_tick=due.at_tick, order=dict(due.body)) for due in waiting]


@router.get("/directives/{key}")
async def get_directive(
    key: OrderKey, access: Directing, ports: PortsOf, response: Response, prefer: Prefer = None
) -> OrderGiven:
    """What has come of an order."""
    found = await answer(ports, await _receipt(ports, access, key), prefer, response)
    response.status_code = 200
    return found


@router.delete("/directives/{key}", status_code=204)
async def withdraw_directive(key: OrderKey, access: Directing, ports: PortsOf) -> Response:
    """Take back an order that has not taken effect."""
    if not await ports.orders.withdraw(await _receipt(ports, access, key)):
        raise NotFound("order that waits", key)
    return Response(status_code=204)


@router.post("/interactions", status_code=202, responses={200: {"model": OrderGiven}})
async def request_interaction(
    sent: InteractionOrder, access: Commanding, ports: PortsOf, response: Response,
    key: IdempotencyKey = None, prefer: Prefer = None,
) -> OrderGiven:  # fmt: skip
    """Have two people meet in the next tick, or in one of its own when the ecosystem is paused or rests."""
    return await answer(ports, await commands.meet(ports, access, sent, own_key(access, key)), prefer, response)


@router.post("/chat", status_code=202, responses={200: {"model": ChatGiven}})
async def chat(
    sent: ChatOrder, access: Commanding, ports: PortsOf, response: Response,
    key: IdempotencyKey = None, prefer: Prefer = "wait=10",
) -> ChatGiven:  # fmt: skip
    """Say something to a character. It answers in a tick of its own when nothing else is played, and remembers."""
    receipt = await commands.chat(ports, access, sent, own_key(access, key))
    event = await awaited(ports, receipt, prefer, response)
    if event is None:
        return ChatGiven(ecosystem=access.ecosystem, key=receipt.key, state="waiting", tick=receipt.at_tick)
    lines = [SpokenLine(speaker=speaker, text=text) for speaker, _, text in event.body["lines"]]
    return ChatGiven(ecosystem=access.ecosystem, key=receipt.key, state="done", tick=event.tick, seq=event.seq, lines=lines)


async def _receipt(ports: Ports, access: Access, key: str) -> Receipt:
    """Raises NotFound when nothing was ordered under this key."""
    receipt = await ports.orders.receipt(access.ecosystem, key)
    if receipt is None:
        raise NotFound("order", key)
    return receipt
