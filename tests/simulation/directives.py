"""Directives that dice order, and those that a chronicle says took effect."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from actors.comings import asked
from actors.directives import directive_of
from actors.events import CONVERSED, DIRECTED, TICKED
from actors.mind.aims import AIMS
from actors.persona import Persona
from actors.steering import COMING, DIRECTIVE, TALK
from actors.world import Regard
from runtime.ordering import Orders
from storage.in_memory.store import InMemoryStore
from tests.inn import person


def drawn(dice: Random, cast: Sequence[str], places: Sequence[str]) -> dict[str, Any]:
    """One directive for these people, or words to one of them."""
    one, other = dice.sample(list(cast), 2)
    guest = f"guest-{dice.randrange(1_000_000)}"
    return dice.choice(
        (
            {"what": "join", "character": guest, "about": one},
            {"what": "leave", "character": one},
            {"what": "world_event", "event": "storm", "place": dice.choice((*places, ""))},
            {"what": "whisper", "character": one, "aim": dice.choice(AIMS), "about": other, "ticks": dice.randint(1, 5)},
            {"what": "meet", "one": one, "other": other, "move": dice.choice(("", "insult"))},
            {"what": "mood", "character": one, "how": "set", "mood": [-900, 300, 0]},
            {"what": "move", "character": one, "place": dice.choice(places)},
            {"what": "talk", "character": one, "words": "What do you want?", "name": "Victor", "speaker": ""},
            {"what": "talk", "character": one, "words": "You are a fool.", "name": "", "speaker": other},
        )
    )


async def ordered(orders: Orders, ecosystem: str, order: dict[str, Any], key: str, at_once: bool) -> None:
    """Order it."""
    if order["what"] == "talk":
        await orders.talk(ecosystem, order["character"], order["words"], order["name"], order["speaker"], key)
    elif order["what"] == "join":
        await orders.join(ecosystem, guest(order["character"]), "", _feelings(order), key, None, at_once)
    elif order["what"] == "leave":
        await orders.leave(ecosystem, order["character"], key, None, at_once)
    else:
        await orders.direct(ecosystem, order, key, None, at_once)


def guest(id: str) -> Persona:
    """Somebody who was not there at the beginning."""
    return person(id, haunts=("inn",))


def kind_of(order: dict[str, Any]) -> str:
    """The kind of what is due when it is ordered."""
    return {"talk": TALK, "join": COMING, "leave": COMING}.get(order["what"], DIRECTIVE)


def in_brief(order: dict[str, Any]) -> dict[str, Any]:
    """What tells it from others, as it is ordered and as it is kept."""
    if order["what"] in ("join", "leave"):
        return {"what": order["what"], "character": order.get("character") or order["persona"]["id"]}
    return order if order["what"] == "talk" else directive_of(order).encoded()


async def directives_of(
    store: InMemoryStore, ecosystem: str, ordered: Iterable[dict[str, Any]]
) -> list[tuple[int, dict[str, Any]]]:  # fmt: skip
    """(tick, order) of each that took effect, talk too; of somebody who was to join with all that goes with it."""
    guests = {order["character"]: order for order in ordered if order["what"] == "join"}
    events = [event async for batch in store.events(ecosystem) for event in batch]
    found = [(event.tick, dict(event.body["order"])) for event in events if event.kind in (DIRECTED, CONVERSED)]
    return [(tick, _whole(guests[order["character"]]) if order["what"] == "join" else order) for tick, order in found]


def _whole(order: dict[str, Any]) -> dict[str, Any]:
    """Everybody joins at the inn."""
    return replace(asked(guest(order["character"]), "", _feelings(order)), place="inn").encoded()


def _feelings(order: dict[str, Any]) -> list[Regard]:
    who, about = order["character"], order["about"]
    return [Regard(who, about, 500), Regard(about, who, -500)]


async def quiet_ticks_of(store: InMemoryStore, ecosystem: str) -> list[int]:
    """The ticks in which nobody did anything by himself, since only what was ordered was to happen."""
    events = [event async for batch in store.events(ecosystem) for event in batch]
    return [event.tick for event in events if event.kind == TICKED and event.body["idle"] == {"quiet": 1}]
