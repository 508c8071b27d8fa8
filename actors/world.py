"""The authored beginning of an ecosystem as values: places, first relationships, cast, genre."""

from dataclasses import dataclass

from actors.genre import Genre
from actors.persona import Persona
from actors.pictures import Picture


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to be. ``name`` is a noun phrase ("the Luxembourg Garden"), ``at`` says where ("in the Luxembourg Garden")."""

    id: str
    name: str
    at: str
    public: bool  # strangers come and go, and words are overheard


@dataclass(frozen=True, slots=True)
class Regard:
    """What the owner feels for the target when the story begins, in thousandths; ``bond`` is what the target is to the owner."""

    owner: str
    target: str
    affinity: int = 0
    trust: int = 0
    respect: int = 0
    attraction: int = 0
    familiarity: int = 0
    bond: str = ""  # "daughter", "wife", "comrade", …: the target is the owner's daughter
    calls: str = ""  # how the owner addresses the target: "my child"


@dataclass(frozen=True, slots=True)
class Awake:
    """Which places are awake: the first so many in every tick, and so many of the others at once, each in its turn."""

    always: int
    at_once: int


@dataclass(frozen=True, slots=True)
class World:
    """A scenario, loaded and checked: every id named anywhere in it exists."""

    scenario: str  # id
    title: str
    blurb: str
    places: tuple[Place, ...]
    cast: tuple[Persona, ...]
    regards: tuple[Regard, ...]
    genre: Genre
    awake: Awake | None = None  # None: everybody is, in every tick
    pictures: tuple[Picture, ...] = ()  # those that portraits of the cast name, perhaps more
