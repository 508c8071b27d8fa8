"""Directives: what a director orders, as values. Reading one checks all that can be known without the ecosystem."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar

from actors.errors import InvalidRequest
from actors.mind.aims import AIMS
from actors.mind.mood import Mood

LONGEST = 240
"""Characters of a text."""

LASTING = 1000
"""Ticks, at most, that a whisper works."""

PUSH = 500
"""The most that a world event does to a mood in any of its three dimensions."""

CALLED: dict[str, tuple[Mood, int]] = {
    "storm": ((-60, 160, -80), 350),
    "letter": ((20, 140, 0), 320),
    "ball": ((160, 140, 40), 330),
    "arrest": ((-140, 160, -120), 600),
    "other": ((0, 100, 0), 350),
}
"""World event → what it does to a mood, and how memorable it is, unless it is said otherwise."""


@dataclass(frozen=True, slots=True)
class Directive:
    """Something that a director may order. ``what`` names its kind."""

    what: ClassVar[str]

    def encoded(self) -> dict[str, Any]:
        """As JSON-able values; ``directive_of`` is the inverse."""
        values = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}
        return {"what": self.what, **values}

    def people(self) -> tuple[tuple[str, str], ...]:
        """(field, character) for everybody whom it names."""
        names = ("character", "one", "other", "about")
        found = ((field.name, getattr(self, field.name)) for field in fields(self) if field.name in names)
        return tuple((name, person) for name, person in found if person)


@dataclass(frozen=True, slots=True)
class WorldEvent(Directive):
    """Something happens at a place, or (``place`` is "") everywhere; whoever is there feels it, remembers it and talks of it."""

    what = "world_event"
    event: str  # one of CALLED
    place: str
    text: str  # a clause in the past tense, "the well ran dry"; "" has the usual words for the event
    about: str  # whom it concerns (who is arrested, for whom the letter is), or ""
    mood: Mood  # what it adds to the mood of everybody there
    importance: int  # 0 … 1000: how memorable it is


@dataclass(frozen=True, slots=True)
class Whisper(Directive):
    """Somebody is given an aim about somebody else, for so many ticks."""

    what = "whisper"
    character: str
    aim: str  # one of AIMS
    about: str
    strength: int  # 1 … 1000
    ticks: int
    text: str  # completes "I mean to …"; "" has the usual words


@dataclass(frozen=True, slots=True)
class Meet(Directive):
    """Two people are brought together, and ``one`` begins: with this move, or with what it wishes most. The outcome is theirs."""

    what = "meet"
    one: str
    other: str
    move: str  # a move's id, or ""


@dataclass(frozen=True, slots=True)
class MoodChange(Directive):
    """Somebody's mood is shifted by, or set to, these numbers."""

    what = "mood"
    character: str
    how: str  # "shift" or "set"
    mood: Mood


@dataclass(frozen=True, slots=True)
class Relocation(Directive):
    """Somebody is moved to a place."""

    what = "move"
    character: str
    place: str


def directive_of(body: Mapping[str, Any]) -> Directive:
    """The directive that a body says. Raises InvalidRequest, which names the field."""
    if not isinstance(body, Mapping):
        raise InvalidRequest("directive", "has to be an object")
    kinds: dict[str, Callable[[Fields], Directive]] = {
        "world_event": _world_event, "whisper": _whisper, "meet": _meet, "mood": _mood, "move": _move,
    }  # fmt: skip
    read = Fields(body)
    read_as = kinds[read.choice("what", tuple(kinds))]
    directive = read_as(read)
    read.nothing_else()
    return directive


def _world_event(read: "Fields") -> WorldEvent:
    event = read.choice("event", tuple(CALLED))
    mood, importance = CALLED[event]
    text = clause(read.text("text"))
    if event == "other" and not text:
        raise InvalidRequest("text", "say in a few words what happens")
    push, importance = read.mood("mood", mood, PUSH), read.number("importance", importance, 0, 1000)
    return WorldEvent(event, read.text("place"), text, read.text("about"), push, importance)


def _whisper(read: "Fields") -> Whisper:
    character, about = read.needed("character"), read.needed("about")
    if character == about:
        raise InvalidRequest("about", "is the character itself; a whisper is about somebody else")
    aim = read.choice("aim", AIMS)
    strength, ticks = read.number("strength", 700, 1, 1000), read.number("ticks", 60, 1, LASTING)
    return Whisper(character, aim, about, strength, ticks, read.text("text").rstrip(".!"))


def _meet(read: "Fields") -> Meet:
    one, other = read.needed("one"), read.needed("other")
    if one == other:
        raise InvalidRequest("other", "is the same person; two are needed for a meeting")
    return Meet(one, other, read.text("move"))


def _mood(read: "Fields") -> MoodChange:
    return MoodChange(read.needed("character"), read.choice("how", ("shift", "set"), "shift"), read.mood("mood", None, 1000))


def _move(read: "Fields") -> Relocation:
    return Relocation(read.needed("character"), read.needed("place"))


ARTICLES = (
    "A", "An", "The", "There", "It", "Somebody", "Someone", "Nobody", "Everybody", "Something", "Nothing", "All", "No", "One",
    "Two", "Three", "Some", "Many", "Every", "His", "Her", "Their", "At", "In", "On", "From", "Out",
)  # fmt: skip


def clause(text: str) -> str:
    """A sentence as a clause that others can weave into theirs: no stop at its end, and no capital that only begins it."""
    text = text.rstrip(" .!")
    first, _, rest = text.partition(" ")
    return f"{first.lower()} {rest}" if first in ARTICLES and rest else text


class Fields:
    """The fields of a body, each read once and checked."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self._body = body
        self._read: list[str] = []

    def text(self, name: str, longest: int = LONGEST) -> str:
        """One line, or "" when there is none."""
        value = self._get(name, "")
        if not isinstance(value, str):
            raise InvalidRequest(name, "has to be a text")
        return line_of(name, value, longest)

    def needed(self, name: str, longest: int = LONGEST) -> str:
        """One line that must be there."""
        value = self.text(name, longest)
        if not value:
            raise InvalidRequest(name, "is missing")
        return value

    def choice(self, name: str, among: tuple[str, ...], default: str = "") -> str:
        value = self._get(name, default)
        if value not in among:
            raise InvalidRequest(
                name, f"{'is missing' if not value else f'{value!r} is unknown'}; it is one of {', '.join(among)}"
            )
        return str(value)

    def number(self, name: str, default: int, least: int, most: int) -> int:
        return whole(name, self._get(name, default), least, most)

    def mood(self, name: str, default: Mood | None, most: int) -> Mood:
        """Valence, arousal and dominance."""
        value = self._get(name, default)
        if value is None:
            raise InvalidRequest(name, "is missing: give valence, arousal and dominance in thousandths")
        if not isinstance(value, list | tuple) or len(value) != 3:
            raise InvalidRequest(name, "has to be three numbers: valence, arousal, dominance")
        valence, arousal, dominance = (whole(name, each, -most, most) for each in value)
        return (valence, arousal, dominance)

    def nothing_else(self) -> None:
        """Raises InvalidRequest when there is a field that nobody asked for."""
        for name in self._body:
            if name not in self._read:
                raise InvalidRequest(str(name)[:40], "is not a field of this directive")

    def _get(self, name: str, default: Any) -> Any:
        self._read.append(name)
        value = self._body.get(name, default)
        return default if value is None else value


def whole(name: str, value: object, least: int, most: int) -> int:
    """A whole number in these bounds. Raises InvalidRequest."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise InvalidRequest(name, f"{value!r} is not a whole number from {least} to {most}")
    return value


def line_of(name: str, text: str, longest: int = LONGEST) -> str:
    """The text as one line with single spaces. Raises InvalidRequest for a long one, or one with control characters."""
    text = " ".join(text.split())
    if len(text) > longest:
        raise InvalidRequest(name, f"has {len(text)} characters; at most {longest} are taken")
    if not text.isprintable():
        raise InvalidRequest(name, "has characters that cannot be shown")
    return text
