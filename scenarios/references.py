"""References: everything that one authored block says about another must hold."""

from collections.abc import Iterable, Iterator

from actors.errors import ScenarioInvalid
from actors.genre import Genre
from scenarios.complaint import where
from scenarios.files import Files
from scenarios.productions import production_fault, symbol_fault
from scenarios.schema import Manuscript, MinorBlock, PersonaBlock, RelationshipBlock, VoiceBlock, WantBlock

Path = tuple[int | str, ...]
Fault = tuple[Path, str]

SOLITARY = ("rise", "belong", "learn", "escape")
"""Goals that may be about nobody."""


def check(script: Manuscript, files: Files, genre: Genre) -> None:
    """Raise ScenarioInvalid for the first reference to somebody or something that does not exist, or exists twice."""
    for path, reason in faults(script, genre):
        raise ScenarioInvalid(files.holding(path), where(path), reason)


def own_faults(persona: PersonaBlock, genre: Genre) -> Iterator[Fault]:
    """What is wrong with somebody wherever he or she goes, and whomever he or she is after."""
    named = {want.about for want in persona.wants if want.about}
    yield from _persona_faults((), persona, named, set(persona.haunts), genre)


def faults(script: Manuscript, genre: Genre) -> Iterator[Fault]:
    """Every reference to somebody or something that does not exist, or exists twice."""
    people = [*script.cast, *(script.supporting.people if script.supporting else ())]
    ids = {person.id for person in people}
    places = {place.id for place in script.places}
    yield from _twice([(("places", n, "id"), place.id) for n, place in enumerate(script.places)], "places", "id")
    yield from _twins(script)
    for n, persona in enumerate(script.cast):
        yield from _persona_faults(("cast", n), persona, ids, places, genre)
    yield from relationship_faults(script.relationships, ids)
    yield from _supporting_faults(script, ids, places, genre)


def _twice(entries: Iterable[tuple[Path, str]], what: str, key: str) -> Iterator[Fault]:
    seen: dict[str, Path] = {}
    for path, value in entries:
        first = seen.setdefault(value.casefold(), path)
        if first is not path:
            yield path, f"two {what} have the {key} '{value}': also {where(first[:-1])}"


def _twins(script: Manuscript) -> Iterator[Fault]:
    both: list[tuple[Path, PersonaBlock | MinorBlock]] = [(("cast", n), person) for n, person in enumerate(script.cast)]
    extras = script.supporting.people if script.supporting else []
    both += [(("supporting", "people", n), person) for n, person in enumerate(extras)]
    yield from _twice([((*path, "id"), person.id) for path, person in both], "characters", "id")
    yield from _twice([((*path, "name"), person.name) for path, person in both], "characters", "name")
    yield from _twice([((*path, "short"), person.short or person.name) for path, person in both], "characters", "short name")
    yield from _twice([((*path, "node"), person.node) for path, person in both if person.node], "characters", "node")


def _persona_faults(path: Path, persona: PersonaBlock, ids: set[str], places: set[str], genre: Genre) -> Iterator[Fault]:
    for n, want in enumerate(persona.wants):
        yield from _want_faults((*path, "wants", n), want, persona.id, ids)
    yield from _haunt_faults((*path, "haunts"), persona.haunts, places)
    short = persona.short or persona.name
    if persona.secret and short not in persona.secret.rumour and persona.name not in persona.secret.rumour:
        yield (*path, "secret", "rumour"), f"is the secret of nobody: it must name '{short}'"
    yield from _voice_faults((*path, "voice"), persona.voice, genre)


def _want_faults(path: Path, want: WantBlock, owner: str, ids: set[str]) -> Iterator[Fault]:
    if want.about is None and want.goal not in SOLITARY:
        yield (*path, "about"), f"is missing: to {want.goal} needs somebody"
    elif want.about is not None and want.about not in ids:
        yield (*path, "about"), f"nobody in the cast has the id '{want.about}'"
    elif want.about == owner and want.goal not in SOLITARY:
        yield (*path, "about"), f"nobody can {want.goal} himself or herself"


def _haunt_faults(path: Path, haunts: list[str], places: set[str]) -> Iterator[Fault]:
    for n, haunt in enumerate(haunts):
        if haunt not in places:
            yield (*path, n), f"no place has the id '{haunt}'"
        elif haunt in haunts[:n]:
            yield (*path, n), f"'{haunt}' stands here twice"


def _voice_faults(path: Path, voice: VoiceBlock, genre: Genre) -> Iterator[Fault]:
    for symbol, productions in voice.lines.items():
        if fault := symbol_fault(symbol, genre):
            yield (*path, "lines", symbol), fault
        for n, production in enumerate(productions):
            if fault := production_fault(symbol, production, genre):
                yield (*path, "lines", symbol, n), fault


def relationship_faults(relationships: Iterable[RelationshipBlock], ids: set[str]) -> Iterator[Fault]:
    """Relationships of or to nobody, to oneself, or that stand twice."""
    seen: dict[tuple[str, str], int] = {}
    for n, block in enumerate(relationships):
        path: Path = ("relationships", n)
        for key, person in (("from", block.from_), ("to", block.to)):
            if person not in ids:
                yield (*path, key), f"nobody in the cast has the id '{person}'"
        if block.from_ == block.to:
            yield (*path, "to"), "nobody has a relationship with himself or herself"
        ways = [(block.from_, block.to), (block.to, block.from_)]
        for way in ways if block.mutual else ways[:1]:
            first = seen.setdefault(way, n)
            if first != n:
                yield path, f"what {way[0]} feels for {way[1]} stands already in relationships[{first}]"


def _supporting_faults(script: Manuscript, ids: set[str], places: set[str], genre: Genre) -> Iterator[Fault]:
    if script.supporting is None:
        return
    if script.graph is None:
        yield ("supporting",), "needs a graph: write `graph: les_miserables`"
    for name, group in script.supporting.groups.items():
        path: Path = ("supporting", "groups", name)
        yield from _haunt_faults((*path, "haunts"), group.haunts, places)
        yield from _voice_faults((*path, "voice"), group.voice, genre)
    for n, person in enumerate(script.supporting.people):
        path = ("supporting", "people", n)
        if person.group not in script.supporting.groups:
            yield (*path, "group"), f"there is no group '{person.group}'"
        yield from _haunt_faults((*path, "haunts"), person.haunts, places)
        if person.want:
            yield from _want_faults((*path, "want"), person.want, person.id, ids)
