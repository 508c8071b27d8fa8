"""A stranger: a generated person, with a nature, a want, perhaps a secret, and a few ties to those around."""

from collections.abc import Sequence
from dataclasses import dataclass

from actors.persona import REGISTERS, TRAITS, VALUES, Persona, Secret, Voice, Want
from actors.world import Place, Regard
from scenarios.draw import Draw
from scenarios.populace import Stock

HOUSEHOLD = 3
"""How many people live together."""

CROWD = 12
"""How many people share a generated place: a whole number of households."""

REACH = 4
"""How far, in places, somebody's second haunt may lie from home."""

SECRETIVE = 6
"""One person in so many has a secret."""

KNOWN = 8
"""One want in so many is about somebody of the written cast, and one person in so many knows somebody there."""

_SOLITARY = ("rise", "belong", "learn", "escape")
_KIN = {
    "spouse": {"he": "husband", "she": "wife"},
    "sibling": {"he": "brother", "she": "sister"},
    "parent": {"he": "father", "she": "mother"},
    "child": {"he": "son", "she": "daughter"},
}


@dataclass(frozen=True, slots=True)
class Name:
    """A stranger before the rest is known: the place in the order of generation, and what he or she is called."""

    number: int
    id: str
    name: str
    pronoun: str


@dataclass(frozen=True, slots=True)
class Town:
    """What strangers are made from, and among."""

    stock: Stock
    written: Sequence[Persona]
    written_places: Sequence[Place]
    places: Sequence[Place]
    names: Sequence[Name]
    seed: int

    def home(self, number: int) -> Place:
        """Where this stranger lives."""
        return self.places[number // CROWD]


def persona(town: Town, name: Name) -> Persona:
    """The stranger as a persona. It depends on the seed and the number, and on nobody who comes later."""
    draw = Draw(town.seed, name.id, "persona")
    stock, home = town.stock, town.home(name.number)
    role = draw.of(stock.roles.of(name.pronoun))
    subject = "She" if name.pronoun == "she" else "He"
    bio = f"{name.name} is {role} and lives {home.at}. {subject} {draw.of(stock.quirks)}."
    traits = tuple(2 * share - 1000 for share in draw.shares(len(TRAITS)))
    values = tuple(draw.shares(len(VALUES)))
    title = stock.titles.she if name.pronoun == "she" else stock.titles.he
    return Persona(
        name.id, name.name, name.name, name.pronoun, title, role, bio, traits, values,
        _voice(stock, draw), _wants(town, name, draw), _secret(stock, name, draw), _haunts(town, name, draw),
    )  # fmt: skip


def _voice(stock: Stock, draw: Draw) -> Voice:
    return Voice(draw.of(REGISTERS[:4]), draw.some(stock.oaths, 3), draw.some(stock.images, 4), draw.some(stock.sayings, 4))


def _secret(stock: Stock, name: Name, draw: Draw) -> Secret | None:
    if draw.below(SECRETIVE):
        return None
    skeleton = draw.of(stock.skeletons)
    guard, scandal = draw.shares(2)
    rumour = skeleton.rumour.replace("{short}", name.name)
    return Secret(f"secret:{name.id}", skeleton.confession, rumour, 300 + guard * 6 // 10, scandal)


def _wants(town: Town, name: Name, draw: Draw) -> tuple[Want, ...]:
    made: list[Want] = []
    for n in range(1, 2 + draw.below(2)):
        wish = draw.of(town.stock.wishes)
        about, short = ("", "") if wish.goal in _SOLITARY else _somebody(town, name, draw, kin=wish.goal != "court")
        if about or wish.goal in _SOLITARY:
            made.append(Want(f"{name.id}-w{n}", wish.goal, about, 300 + draw.below(500), wish.text.replace("{about}", short)))
    return tuple(made)


def _somebody(town: Town, name: Name, draw: Draw, kin: bool) -> tuple[str, str]:
    """Somebody already there: of the same crowd, else of the written cast; nobody when there is none."""
    floor = name.number // CROWD * CROWD
    ceiling = name.number if kin else name.number // HOUSEHOLD * HOUSEHOLD
    if ceiling > floor and (draw.below(KNOWN) or not town.written):
        other = town.names[floor + draw.below(ceiling - floor)]
        return other.id, other.name
    if not town.written:
        return "", ""
    known = draw.of(town.written)
    return known.id, known.short


def _haunts(town: Town, name: Name, draw: Draw) -> tuple[str, ...]:
    """Home, a place not far from it that has been settled already, and a public place of the written world."""
    home = name.number // CROWD
    near = town.places[max(0, home - draw.below(REACH))]
    public = [place for place in town.written_places if place.public] or town.written_places
    known = (draw.of(public).id,) if draw.below(3) == 0 else ()
    return tuple(dict.fromkeys((town.places[home].id, near.id, *known)))


def regards(town: Town, name: Name) -> list[Regard]:
    """What there is between the stranger and those who came before: kin both ways, a neighbour, now and then a known name."""
    draw = Draw(town.seed, name.id, "regards")
    position = name.number % HOUSEHOLD
    made: list[Regard] = []
    for other in town.names[name.number - position : name.number]:
        made += _kin(name, other, position, town, draw)
    if name.number % CROWD >= HOUSEHOLD:
        made += _neighbours(name, town.names[name.number - HOUSEHOLD], draw)
    if draw.below(KNOWN) == 0 and town.written:
        known = draw.of(town.written)
        warmth, regard = draw.below(500) - 150, draw.below(500) - 100
        made.append(Regard(name.id, known.id, warmth, warmth // 2, regard, 0, 100 + draw.below(200)))
    return made


def _kin(name: Name, other: Name, position: int, town: Town, draw: Draw) -> list[Regard]:
    there, back = _relation(name, other, position, town.names)
    warmth, trust, respect = 250 + draw.below(600), 150 + draw.below(600), draw.below(500)
    love = 300 + draw.below(400) if there == "spouse" else 0
    return [
        Regard(name.id, other.id, warmth, trust, respect, love, 850, _KIN[there][other.pronoun]),
        Regard(other.id, name.id, warmth - draw.below(250), trust, respect, love, 850, _KIN[back][name.pronoun]),
    ]


def _relation(name: Name, other: Name, position: int, names: Sequence[Name]) -> tuple[str, str]:
    """What the other is to the named one, and the reverse: two of a sex are siblings, a pair has a child."""
    first = name.number - position
    married = names[first].pronoun != names[first + 1].pronoun
    if not married:
        return "sibling", "sibling"
    return ("spouse", "spouse") if position == 1 else ("parent", "child")


def _neighbours(name: Name, other: Name, draw: Draw) -> list[Regard]:
    warmth, trust = draw.below(700) - 250, draw.below(400) - 150
    back = warmth + draw.below(300) - 150
    return [
        Regard(name.id, other.id, warmth, trust, draw.below(300), 0, 400, "neighbour"),
        Regard(other.id, name.id, back, trust, draw.below(300), 0, 400, "neighbour"),
    ]
