"""Directives that dice order, and those that a chronicle says took effect."""

from collections.abc import Sequence
from random import Random
from typing import Any

from actors.events import CONVERSED, DIRECTED, TICKED
from actors.mind.aims import AIMS
from storage.in_memory.store import InMemoryStore


def drawn(dice: Random, cast: Sequence[str], places: Sequence[str]) -> dict[str, Any]:
    """One directive for these people, or words to one of them."""
    one, other = dice.sample(list(cast), 2)
    return dice.choice(
        (
            {"what": "world_event", "event": "storm", "place": dice.choice((*places, ""))},
            {"what": "whisper", "character": one, "aim": dice.choice(AIMS), "about": other, "ticks": dice.randint(1, 5)},
            {"what": "meet", "one": one, "other": other, "move": dice.choice(("", "insult"))},
            {"what": "mood", "character": one, "how": "set", "mood": [-900, 300, 0]},
            {"what": "move", "character": one, "place": dice.choice(places)},
            {"what": "talk", "character": one, "words": "What do you want?", "name": "Victor", "speaker": ""},
            {"what": "talk", "character": one, "words": "You are a fool.", "name": "", "speaker": other},
        )
    )


async def directives_of(store: InMemoryStore, ecosystem: str) -> list[tuple[int, dict[str, Any]]]:
    """(tick, order) of each that took effect, talk too."""
    events = [event async for batch in store.events(ecosystem) for event in batch]
    return [(event.tick, dict(event.body["order"])) for event in events if event.kind in (DIRECTED, CONVERSED)]


async def quiet_ticks_of(store: InMemoryStore, ecosystem: str) -> list[int]:
    """The ticks in which nobody did anything by himself, since only what was ordered was to happen."""
    events = [event async for batch in store.events(ecosystem) for event in batch]
    return [event.tick for event in events if event.kind == TICKED and event.body["idle"] == {"quiet": 1}]
