"""How it is answered that an order was taken: 202 and where to look, or 200 with the event that came of it."""

from urllib.parse import quote

from fastapi import Response

from actors.events import Event
from gateway.ports import Ports
from gateway.schemas.orders import OrderGiven, TookEffect
from gateway.waiting import effect
from runtime.ordering import Receipt


async def answer(ports: Ports, receipt: Receipt, prefer: str | None, response: Response) -> OrderGiven:
    """The order, with the event when it has come or comes within the time that is preferred."""
    event = await awaited(ports, receipt, prefer, response)
    if event is None:
        return taken(receipt)
    happened = TookEffect(seq=event.seq, tick=event.tick, kind=event.kind, body=dict(event.body))
    return taken(receipt).model_copy(update={"state": "done", "effect": happened, "at_tick": event.tick})


async def awaited(ports: Ports, receipt: Receipt, prefer: str | None, response: Response) -> Event | None:
    """The event that came of it. The answer says where it can be looked for."""
    response.headers["Location"] = f"/api/v1/ecosystems/{quote(receipt.ecosystem)}/directives/{quote(receipt.key)}"
    event = await effect(ports.orders, ports.herald, receipt, prefer, response)
    if event is not None:
        response.status_code = 200
    return event


def taken(receipt: Receipt) -> OrderGiven:
    """The order, of which nothing has come yet."""
    return OrderGiven(
        ecosystem=receipt.ecosystem, kind=receipt.kind, key=receipt.key, at_tick=receipt.at_tick, state="waiting"
    )  # fmt: skip
