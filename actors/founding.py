"""How an ecosystem begins: the events of tick 0, made from a world and a seed."""

from typing import Any

from actors.events import FOUNDED, JOINED, Draft
from actors.society.relationships import kind_of
from actors.world import Place, Regard, World

ENGINE = 2
"""Raised whenever the same state and dice would lead to another story."""


def founding_drafts(world: World, seed: int) -> list[Draft]:
    """One event for the ecosystem, then one for each character, in the order of the cast."""
    regards: dict[str, list[Regard]] = {}
    for regard in world.regards:
        regards.setdefault(regard.owner, []).append(regard)
    founded: dict[str, Any] = {
        "scenario": world.scenario, "title": world.title, "seed": str(seed), "engine": ENGINE, "genre": world.genre.hash,
        "places": [[place.id, place.name, place.at, place.public] for place in world.places],
    }  # fmt: skip
    if world.awake is not None:
        founded["awake"] = {"always": world.awake.always, "at_once": world.awake.at_once}
    drafts = [Draft(FOUNDED, "", 0, founded)]
    for number, persona in enumerate(world.cast):
        body = {
            "character": persona.id, "persona": persona.encoded(), "memories": [],
            "place": persona.haunts[0] if persona.haunts else _somewhere(world.places, number),
            "regards": [first_regard(regard) for regard in regards.get(persona.id, ())],
        }  # fmt: skip
        drafts.append(Draft(JOINED, persona.id, number + 1, body))
    return drafts


def first_regard(regard: Regard, since: int = 0) -> dict[str, object]:
    """What somebody feels from the beginning, in the form that the event keeps."""
    numbers = (regard.affinity, regard.trust, regard.respect, regard.attraction, regard.familiarity)
    kind = kind_of(numbers)
    return {
        "owner": regard.owner, "target": regard.target, "was": (0, 0, 0, 0, 0), "now": numbers, "before": "stranger",
        "kind": kind, "bond": regard.bond, "calls": regard.calls, "since": since,
    }  # fmt: skip


def _somewhere(places: tuple[Place, ...], number: int) -> str:
    return places[number % len(places)].id
