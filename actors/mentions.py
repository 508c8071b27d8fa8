"""Mentions: whom something names. Whoever is to act by it has to know these people's names, nature and haunts."""

from collections.abc import Iterator

from actors.events import CONVERSED, DIRECTED, INTERACTED, JOINED, Event
from actors.messages import Casting
from actors.mind.memory import tagged
from actors.mind.state import State
from actors.persona import Persona

_PEOPLE = ("by:", "to:", "about:", "from:")


def of_character(persona: Persona, state: State) -> Iterator[str]:
    """Whom a character can think or speak of ("" is nobody)."""
    yield persona.id
    yield from state.relationships
    yield from state.last_met
    for memory in state.memories.by_fact.values():
        yield from (*memory.people(), memory.teller)
    for secret, source in state.secrets.items():
        yield from (secret.removeprefix("secret:"), source)
    for want in persona.wants:
        yield want.about
    for aim in state.aims:
        yield aim.about


def of_casting(casting: Casting) -> Iterator[str]:
    """Whom those in a scene may speak of in it."""
    option = casting.scene.option
    yield from (casting.scene.initiator, casting.scene.responder, option.about)
    if option.story:
        told = tagged(0, 0, 0, option.story)
        yield from (*told.people(), told.teller)
    if option.fact.startswith("secret:"):
        yield option.fact.removeprefix("secret:")


def of_event(event: Event) -> Iterator[str]:
    """Whom an event leaves in somebody's mind."""
    body = event.body
    if event.kind == INTERACTED:
        yield from (body["initiator"], body["responder"], body["about"], body["learned"].removeprefix("secret:"))
    if event.kind == JOINED:
        yield from (person for change in body["regards"] for person in (change["owner"], change["target"]))
    if event.kind == CONVERSED:
        yield from body["people"]
    if event.kind == DIRECTED:
        yield from (body["order"].get(field, "") for field in ("character", "one", "other", "about"))
    for memory in body.get("memories", ()):
        for tag in memory["tags"]:
            if tag.startswith(_PEOPLE):
                yield tag.split(":", 1)[1]
