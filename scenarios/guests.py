"""Guests: characters of somebody's library, checked by themselves, and brought into a world that was written without them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from actors.errors import InvalidRequest, ScenarioInvalid
from actors.events import canonical
from actors.persona import Persona
from actors.pictures import Picture
from actors.world import World
from scenarios.catalogue import kept_genre, kept_grammar
from scenarios.loading import LARGEST_CAST, persona_of
from scenarios.references import own_faults
from scenarios.schema import PersonaBlock

LARGEST = 100_000
"""Bytes of an encoded persona that joins a world, its longest lines included."""

PLACE = "/guests"
"""Where the guests stand in whatever was sent."""


@dataclass(frozen=True, slots=True)
class Guest:
    """A character who is to live in a world: there where the author saw it, unless other haunts are given."""

    block: PersonaBlock
    haunts: Sequence[str] = ()
    picture: Picture | None = None  # the one that the block names as its portrait


def check_guest(block: PersonaBlock, place: str, genre: str = "classic", picture: str = "") -> None:
    """Raises InvalidRequest(JSON pointer below ``place``, reason) for the first thing that is wrong with the character itself.

    ``picture`` is the name of its picture, the only one that may be its portrait: here is no folder in which others could be.
    """
    if block.portrait not in ("", picture):
        raise InvalidRequest(
            f"{place}/portrait", "there is no such picture here; give a character of your library one, and bring that"
        )
    for path, reason in own_faults(block, kept_genre(genre)):
        raise InvalidRequest("/".join((place, *map(str, path))), reason)
    try:
        kept_grammar(genre).with_lines(tuple((symbol, tuple(lines)) for symbol, lines in block.voice.lines.items()))
    except ScenarioInvalid as error:
        raise InvalidRequest(f"{place}/voice/lines/{error.args[1]}", str(error.args[2])) from None


def invited(world: World, guests: Sequence[Guest]) -> World:
    """The world with these as the most important of its cast.

    Of the haunts that their authors gave them they keep those that there are here, else the first place; of their wants those
    about nobody, or about somebody who is here. Raises InvalidRequest(JSON pointer, reason) when an id or a name is somebody
    else's already, nobody else would fit, a chosen haunt does not exist, or a character is too long or has lines that nobody
    can speak here.
    """
    if len(guests) + len(world.cast) > LARGEST_CAST:
        raise InvalidRequest(PLACE, f"with them the cast would be larger than {LARGEST_CAST}")
    present = {persona.id for persona in world.cast} | {guest.block.id for guest in guests}
    taken = {name for persona in world.cast for name in _names(persona)}
    settled: list[Persona] = []
    for number, guest in enumerate(guests):
        place = f"{PLACE}/{number}"
        persona = _settled(world, guest, place, present)
        if clash := sorted(_names(persona) & taken):
            raise InvalidRequest(place, f"'{clash[0]}' stands for somebody else in this cast already")
        taken |= _names(persona)
        settled.append(persona)
    pictures = tuple(guest.picture for guest in guests if guest.picture)
    return replace(world, cast=(*settled, *world.cast), pictures=(*world.pictures, *pictures))


def _names(persona: Persona) -> set[str]:
    return {name.casefold() for name in (persona.id, persona.name, persona.short)}


def _settled(world: World, guest: Guest, place: str, present: set[str]) -> Persona:
    check_guest(guest.block, place, world.genre.id, guest.picture.name if guest.picture else "")
    places = [each.id for each in world.places]
    for number, haunt in enumerate(guest.haunts):
        if haunt not in places or haunt in guest.haunts[:number]:
            fault = "stands here twice" if haunt in places else "is no place of this world"
            raise InvalidRequest(f"{place}/haunts/{number}", f"'{haunt}' {fault}")
    persona = persona_of(guest.block, places[0])
    haunts = tuple(guest.haunts) or tuple(haunt for haunt in persona.haunts if haunt in places) or (places[0],)
    wants = tuple(want for want in persona.wants if not want.about or want.about in present)
    persona = replace(persona, haunts=haunts, wants=wants)
    if (size := len(canonical(persona.encoded()))) > LARGEST:
        raise InvalidRequest(place, f"is {size} bytes long; at most {LARGEST} are taken")
    return persona
