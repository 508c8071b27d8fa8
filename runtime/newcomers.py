"""Newcomers: what must be true of an ecosystem before somebody can be moved, met, spoken to, or join it."""

from collections.abc import Iterable
from dataclasses import replace

from actors.comings import Join
from actors.directives import whole
from actors.errors import CharacterUnknown, InvalidRequest, ScenarioInvalid
from actors.events import canonical
from actors.genre import Genre
from actors.mind.grammar import Grammar
from actors.persona import Persona
from actors.ports import Head, Store
from actors.recovery import founded, places_of
from actors.world import Place, Regard
from scenarios.guests import LARGEST


async def check_people(store: Store, ecosystem: str, people: Iterable[str]) -> None:
    """Everybody is in the cast, and has not left. Raises CharacterUnknown, InvalidRequest."""
    names = list(people)
    known = await store.personas(ecosystem, names)
    for person in names:
        if person not in known:
            raise CharacterUnknown(ecosystem, person)
    gone = await store.departed(ecosystem, names)
    if gone:
        raise InvalidRequest("character", f"{known[gone[0]]['short']} has left, and is nowhere any more")


async def check_place(store: Store, ecosystem: str, place: str) -> dict[str, Place]:
    """The places of the ecosystem, of which this is one. Raises InvalidRequest."""
    places = places_of((await founded(store, ecosystem))["places"])
    if place not in places:
        raise InvalidRequest("place", f"there is no '{place}'; there are: {', '.join(list(places)[:40])}")
    return places


async def newcomer(store: Store, head: Head, persona: Persona, wished: Join) -> Join:
    """Somebody as he or she can join this ecosystem. Raises InvalidRequest, CharacterUnknown."""
    ecosystem, place = head.founding.ecosystem, wished.place
    shorts = await store.shorts(ecosystem)
    if persona.id in shorts:
        raise InvalidRequest("persona/id", f"'{persona.id}' is the id of somebody who is, or was, here already")
    if persona.short in shorts.values():
        raise InvalidRequest("persona/short", f"'{persona.short}' is what somebody is called who is, or was, here already")
    places = places_of((await founded(store, ecosystem))["places"])
    haunts = tuple(haunt for haunt in persona.haunts if haunt in places) or (place or next(iter(places)),)
    await check_place(store, ecosystem, place or haunts[0])
    regards = [Regard(**regard) for regard in wished.regards]
    for regard in regards:
        _check_regard(persona.id, regard)
    await check_people(store, ecosystem, dict.fromkeys(_other(persona.id, regard) for regard in regards))
    await _check_voice(store, head, persona)
    wants = tuple(want for want in persona.wants if not want.about or want.about in shorts)
    settled = replace(persona, haunts=haunts, wants=wants).encoded()
    if (size := len(canonical(settled))) > LARGEST:
        raise InvalidRequest("persona", f"is {size} bytes long; at most {LARGEST} are taken")
    return replace(wished, persona=settled, place=place or haunts[0])


def _other(newcomer: str, regard: Regard) -> str:
    return regard.target if regard.owner == newcomer else regard.owner


def _check_regard(newcomer: str, regard: Regard) -> None:
    if (regard.owner == newcomer) == (regard.target == newcomer):
        raise InvalidRequest("regards", "each is between the newcomer and somebody else")
    for name in ("affinity", "trust", "respect", "attraction"):
        whole(f"regards/{name}", getattr(regard, name), -1000, 1000)
    whole("regards/familiarity", regard.familiarity, 0, 1000)


async def _check_voice(store: Store, head: Head, persona: Persona) -> None:
    """Lines of one's own must be lines for what the ecosystem's genre knows."""
    if persona.voice.lines:
        genre = Genre.from_blob(await store.get(head.founding.genre))
        try:
            Grammar(genre.speech).with_lines(persona.voice.lines)
        except ScenarioInvalid as error:
            raise InvalidRequest("persona/voice/lines", str(error)) from error
