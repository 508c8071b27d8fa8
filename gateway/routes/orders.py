"""What a director has done with an ecosystem. Everything is an order that stands in the agenda when the answer is given."""

from hashlib import blake2b
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from gateway import problems
from gateway.dependencies import Players, PortsOf
from gateway.errors import NotFound
from gateway.idempotency import IdempotencyKey
from gateway.ports import Ports
from gateway.schemas.orders import (
    ChatGiven,
    ChatOrder,
    DirectiveOrder,
    Effect,
    InteractionOrder,
    OrderGiven,
    Pause,
    SpokenLine,
    Start,
    Step,
    Tempo,
    WaitingOrder,
)
from gateway.security.guards import entering
from gateway.security.principal import Access, Level
from gateway.waiting import Prefer, effect
from runtime.ordering import Receipt

router = APIRouter(
    prefix="/ecosystems/{ecosystem}", tags=["directing"], responses=problems.responses(401, 403, 404, 409), dependencies=[Players]
)

Directing = Annotated[Access, Depends(entering(Level.DIRECTOR))]
OrderKey = Annotated[str, Path(max_length=128, description="The order's key, as it was answered.")]


@router.post("/start", status_code=202)
async def start(sent: Start, access: Directing, ports: PortsOf) -> OrderGiven:
    """Have it live at a tempo. One that is paused goes on."""
    await ports.accounts.check_ticks(access.ecosystem)
    orders = ports.orders
    await orders.resume(access.ecosystem)
    return _taken(await orders.live(access.ecosystem, sent.tempo_ms))


@router.put("/tempo", status_code=202)
async def set_tempo(sent: Tempo, access: Directing, ports: PortsOf) -> OrderGiven:
    """Have it live at another tempo."""
    return _taken(await ports.orders.live(access.ecosystem, sent.tempo_ms))


@router.post("/pause", status_code=202)
async def pause(sent: Pause, access: Directing, ports: PortsOf) -> OrderGiven:
    """Have it stand still after the tick that is being played."""
    return _taken(await ports.orders.pause(access.ecosystem, access.principal.name, sent.reason))


@router.post("/resume", status_code=202)
async def resume(access: Directing, ports: PortsOf) -> OrderGiven:
    """Have it go on with what is ordered, whoever or whatever paused it."""
    await ports.accounts.check_ticks(access.ecosystem)
    return _taken(await ports.orders.resume(access.ecosystem))


@router.post("/stop", status_code=202)
async def stop(access: Directing, ports: PortsOf) -> OrderGiven:
    """Have nothing more played, until something is ordered again."""
    return _taken(await ports.orders.stop(access.ecosystem))


@router.post("/step", status_code=202, responses={200: {"model": OrderGiven}})
async def step(
    sent: Step, access: Directing, ports: PortsOf, response: Response, key: IdempotencyKey = None, prefer: Prefer = None
) -> OrderGiven:
    """Have so many ticks played, also while it is paused."""
    await ports.accounts.check_ticks(access.ecosystem)
    receipt = await ports.orders.step(access.ecosystem, sent.ticks, _own(access, key))
    return await _answer(ports, receipt, prefer, response)


@router.post("/directives", status_code=202, responses={200: {"model": OrderGiven}})
async def direct(
    sent: DirectiveOrder, access: Directing, ports: PortsOf, request: Request, response: Response,
    key: IdempotencyKey = None, prefer: Prefer = None,
) -> OrderGiven:  # fmt: skip
    """Order a directive. 202 says where to look for what comes of it."""
    receipt = await ports.orders.direct(access.ecosystem, sent.body(), _own(access, key), sent.at_tick, sent.at_once)
    response.headers["Location"] = f"{request.url.path}/{receipt.key}"
    return await _answer(ports, receipt, prefer, response)


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
    answer = await _answer(ports, await _receipt(ports, access, key), prefer, response)
    response.status_code = 200
    return answer


@router.delete("/directives/{key}", status_code=204)
async def withdraw_directive(key: OrderKey, access: Directing, ports: PortsOf) -> Response:
    """Take back an order that has not taken effect."""
    if not await ports.orders.withdraw(await _receipt(ports, access, key)):
        raise NotFound("order that waits", key)
    return Response(status_code=204)


@router.post("/interactions", status_code=202, responses={200: {"model": OrderGiven}})
async def request_interaction(
    sent: InteractionOrder, access: Directing, ports: PortsOf, request: Request, response: Response,
    key: IdempotencyKey = None, prefer: Prefer = None,
) -> OrderGiven:  # fmt: skip
    """Have two people meet in the next tick, or in one of its own when the ecosystem is paused or rests."""
    meeting = {"what": "meet", "one": sent.initiator, "other": sent.responder, "move": sent.move}
    receipt = await ports.orders.direct(access.ecosystem, meeting, _own(access, key), at_once=True)
    response.headers["Location"] = f"{request.url.path.removesuffix('interactions')}directives/{receipt.key}"
    return await _answer(ports, receipt, prefer, response)


@router.post("/chat", status_code=202, responses={200: {"model": ChatGiven}})
async def chat(
    sent: ChatOrder, access: Directing, ports: PortsOf, request: Request, response: Response,
    key: IdempotencyKey = None, prefer: Prefer = "wait=10",
) -> ChatGiven:  # fmt: skip
    """Say something to a character. It answers in a tick of its own when nothing else is played, and remembers."""
    name = "" if sent.speaker else sent.name or access.principal.name
    receipt = await ports.orders.talk(
        access.ecosystem, sent.character, sent.words, name, sent.speaker, _own(access, key)
    )  # fmt: skip
    response.headers["Location"] = f"{request.url.path.removesuffix('chat')}directives/{receipt.key}"
    event = await effect(ports.orders, ports.herald, receipt, prefer, response)
    if event is None:
        return ChatGiven(ecosystem=access.ecosystem, key=receipt.key, state="waiting", tick=receipt.at_tick)
    response.status_code = 200
    lines = [SpokenLine(speaker=speaker, text=text) for speaker, _, text in event.body["lines"]]
    return ChatGiven(ecosystem=access.ecosystem, key=receipt.key, state="done", tick=event.tick, seq=event.seq, lines=lines)


def _own(access: Access, key: str | None) -> str:
    """The order's key: that of the request, made one's own, since two people may choose the same; "" is a new one."""
    return blake2b(f"{access.principal.user}\x1f{key}".encode(), digest_size=16).hexdigest() if key else ""


async def _receipt(ports: Ports, access: Access, key: str) -> Receipt:
    """Raises NotFound when nothing was ordered under this key."""
    receipt = await ports.orders.receipt(access.ecosystem, key)
    if receipt is None:
        raise NotFound("order", key)
    return receipt


async def _answer(ports: Ports, receipt: Receipt, prefer: str | None, response: Response) -> OrderGiven:
    event = await effect(ports.orders, ports.herald, receipt, prefer, response)
    if event is None:
        return _taken(receipt)
    response.status_code = 200
    happened = Effect(seq=event.seq, tick=event.tick, kind=event.kind, body=dict(event.body))
    return _taken(receipt).model_copy(update={"state": "done", "effect": happened, "at_tick": event.tick})


def _taken(receipt: Receipt) -> OrderGiven:
    return OrderGiven(
        ecosystem=receipt.ecosystem, kind=receipt.kind, key=receipt.key, at_tick=receipt.at_tick, state="waiting"
    )  # fmt: skip
