"""Populating: generated people and places, for casts larger than the written one.

Everything is drawn by counter-based dice from the seed and the person's number, so that person 500 is the same in a
world of 600 and of 60,000. Twelve people share a place, three a household.
"""

import unicodedata
from dataclasses import replace

from actors.persona import Persona
from actors.world import Awake, Place, World
from scenarios.draw import Draw
from scenarios.files import BUNDLED
from scenarios.populace import Populace, Site, Stock, stocked
from scenarios.script import parsed
from scenarios.stranger import CROWD, HOUSEHOLD, Name, Town, persona, regards


def populated(world: World, cast: int, seed: int, populace: Populace | None = None, awake: int | None = None) -> World:
    """The world filled up to ``cast`` characters with people drawn by ``seed``; what was written stays as it is.

    Of a cast of more than ``awake`` only about so many are awake at once: everybody at a written place, and the others in turn.
    """
    stock = stocked(populace, parsed(BUNDLED / "populace.yaml", "populace.yaml"))
    missing = cast - len(world.cast)
    names = _names(stock, world.cast, missing, seed)
    places = _places(stock, world.places, -(-missing // CROWD))
    town = Town(stock, world.cast, world.places, places, names, seed)
    return replace(
        world,
        places=(*world.places, *places),
        cast=(*world.cast, *(persona(town, name) for name in names)),
        regards=(*world.regards, *(regard for name in names for regard in regards(town, name))),
        awake=_awake(world, len(places), cast if awake is None else awake),
    )


def _awake(world: World, places: int, awake: int) -> Awake | None:
    """So many of these generated places at once that with those who were written about ``awake`` people are awake."""
    at_once = max(1, -((len(world.cast) - awake) // CROWD))  # rounded up: whoever fits is awake
    return Awake(len(world.places), at_once) if at_once < places else None


def _places(stock: Stock, known: tuple[Place, ...], count: int) -> list[Place]:
    """First every kind of site with every word, then numbered houses; the words come in turn."""
    names, ids = {place.name for place in known}, {place.id for place in known}
    words, sites = len(stock.words), len(stock.sites)
    made: list[Place] = []
    turn = 0
    while len(made) < count:
        word = stock.words[turn % words]
        site, house = _site(stock, turn, words, sites)
        id_ = f"quarter-{turn + 1}"
        turn += 1
        name = _filled(site.name, word, house)
        if name not in names and id_ not in ids:
            names.add(name)
            made.append(Place(id_, name, _filled(site.at, word, house), site.public))
    return made


def _filled(text: str, word: str, house: int) -> str:
    return text.replace("{word}", word).replace("{n}", str(house))


def _site(stock: Stock, turn: int, words: int, sites: int) -> tuple[Site, int]:
    lap = turn // words
    if lap < sites:
        return stock.sites[(turn + lap) % sites], 0
    return stock.houses, 1 + lap - sites


class _Register:
    """Names and ids that are taken."""

    def __init__(self, cast: tuple[Persona, ...]) -> None:
        self._ids = {persona.id for persona in cast}
        self._names = {name for persona in cast for name in (persona.name, persona.short)}
        self._slugs: dict[str, str] = {}

    def claim(self, parts: list[str]) -> tuple[str, str] | None:
        """An id and the name made of these parts, taken from now on; None when somebody has the name already."""
        name = " ".join(parts)
        if name in self._names:
            return None
        id_ = "-".join(filter(None, [self._slug(part) for part in parts]))
        if not id_ or id_ in self._ids:  # another script, or a difference of accents only
            id_ = f"{id_ or 'person'}-{len(self._names)}"
        self._names.add(name)
        self._ids.add(id_)
        return id_, name

    def _slug(self, name: str) -> str:
        if name not in self._slugs:
            plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
            self._slugs[name] = "-".join("".join(sign if sign.isalnum() else " " for sign in plain).split())
        return self._slugs[name]


def _names(stock: Stock, cast: tuple[Persona, ...], count: int, seed: int) -> list[Name]:
    register = _Register(cast)
    return [_name(stock, register, number, seed) for number in range(count)]


def _name(stock: Stock, register: _Register, number: int, seed: int) -> Name:
    """One family name for each household; a second and a third first name where the plain name is taken."""
    home = Draw(seed, str(number // HOUSEHOLD), "household")
    family = home.of(stock.names.stems) + home.of(stock.names.endings)
    own = Draw(seed, str(number), "name")
    pronoun = ("he", "she")[own.below(2)]
    first = stock.names.she if pronoun == "she" else stock.names.he
    parts = [own.of(first), family]
    while (claimed := register.claim(parts)) is None:
        extra = own.of(first)
        parts = [*parts[:-1], extra, family] if len(parts) < 4 and extra not in parts else [own.of(first), family]
    return Name(number, claimed[0], claimed[1], pronoun)
