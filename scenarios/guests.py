"""Guests: characters of somebody's library, checked by themselves, and brought into a world that was written without them."""

from collections.abc import Sequence
from dataclasses import replace

from actors.errors import InvalidRequest
from actors.persona import Persona
from actors.world import World
from scenarios.catalogue import kept_genre
from scenarios.loading import LARGEST_CAST, persona_of
from scenarios.references import own_faults
from scenarios.schema import PersonaBlock


def check_guest(block: PersonaBlock, place: str) -> None:
    """Raises InvalidRequest(JSON pointer below ``place``, reason) for the first thing that is wrong with the character itself."""
    for path, reason in own_faults(block, kept_genre("classic")):
        raise InvalidRequest("/".join((place, *map(str, path))), reason)


def invited(world: World, guests: Sequence[PersonaBlock]) -> World:
    """The world with these as the most important of its cast.

    Of their haunts they keep those that there are here, else the first place; of their wants those about nobody, or about
    somebody who is here. Raises InvalidRequest when an id or a name is somebody else's already, or nobody else would fit.
    """
    if len(guests) + len(world.cast) > LARGEST_CAST:
        raise InvalidRequest("characters", f"with them the cast would be larger than {LARGEST_CAST}")
    places = {place.id for place in world.places}
    present = {persona.id for persona in world.cast} | {guest.id for guest in guests}
    taken = {name.casefold() for persona in world.cast for name in (persona.id, persona.name, persona.short)}
    settled: list[Persona] = []
    for guest in guests:
        persona = _settled(persona_of(guest, world.places[0].id), world.places[0].id, places, present)
        names = {name.casefold() for name in (persona.id, persona.name, persona.short)}
        if clash := sorted(names & taken):
            raise InvalidRequest("characters", f"'{clash[0]}' stands for somebody else in this cast already")
        taken |= names
        settled.append(persona)
    return replace(world, cast=(*settled, *world.cast))


def _settled(persona: Persona, first_place: str, places: set[str], present: set[str]) -> Persona:
    haunts = tuple(haunt for haunt in persona.haunts if haunt in places) or (first_place,)
    wants = tuple(want for want in persona.wants if not want.about or want.about in present)
    return replace(persona, haunts=haunts, wants=wants)
