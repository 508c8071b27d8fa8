"""All that one character is at a moment: a fold of the events that concern it, and nothing else."""

from dataclasses import dataclass, field
from typing import Any

import orjson

from actors.mind import mood as moods
from actors.mind import needs
from actors.mind.aims import Aim
from actors.mind.circle import Circle
from actors.mind.memory import Memory
from actors.mind.recall import WorkingSet
from actors.persona import Persona
from actors.relationship import STRANGER, Relationship

VERSION = 3
"""Of the encoding. Whoever changes what ``encoded`` writes raises it."""

READABLE = (2, VERSION)
"""Snapshots of any other version are never read. One of version 2 knows no aims, and there were none."""

RECENT_LINES = 64
"""So many of its own last lines a character avoids repeating."""

WEARY_TICKS = 60
"""So long a character remembers that it has done something to somebody already."""


@dataclass(slots=True)
class State:
    """Needs and mood are kept as of ``felt`` and drift lazily from there."""

    place: str
    felt: int = 0  # the tick of the last change of needs and mood
    levels: needs.Levels = needs.FULL
    mood: moods.Mood = (0, 0, 0)
    relationships: Circle = field(default_factory=Circle)
    memories: WorkingSet = field(default_factory=WorkingSet)
    last_met: dict[str, int] = field(default_factory=dict)  # other → tick
    last_used: dict[str, int] = field(default_factory=dict)  # "move>target" → tick, the oldest first
    told: dict[str, list[str]] = field(default_factory=dict)  # fact → those whom this character told of it
    settled: dict[str, int] = field(default_factory=dict)  # deeds that were pardoned → tick
    secrets: dict[str, str] = field(default_factory=dict)  # known secrets of others → from whom
    spoken: dict[str, int] = field(default_factory=dict)  # symbol → how often
    recent: list[str] = field(default_factory=list)  # own last lines
    acted: int = 0  # tick of the last own act
    aims: list[Aim] = field(default_factory=list)  # what was whispered, the oldest first
    drifting: tuple[moods.Mood, int, moods.Mood] = field(default=((0, 0, 0), -1, (0, 0, 0)), repr=False, compare=False)

    @classmethod
    def newborn(cls, persona: Persona, place: str) -> "State":
        """The state before anything happened."""
        return cls(place, mood=moods.resting(persona), memories=WorkingSet(owner=persona.id))

    def needs_at(self, tick: int) -> needs.Levels:
        """The needs as they have drifted by this tick."""
        return needs.drifted(self.levels, tick - self.felt)

    def mood_at(self, persona: Persona, tick: int) -> moods.Mood:
        """The mood as it has returned by this tick."""
        origin, since, mood = self.drifting  # where an earlier question has got: mood drifts step by step
        if origin is not self.mood or not self.felt <= since <= tick:
            since, mood = self.felt, self.mood
        if since != tick:
            mood = moods.returned(mood, moods.resting(persona), tick - since)
        self.drifting = (self.mood, tick, mood)
        return mood

    def relationship(self, other: str) -> Relationship:
        """What this character feels for the other; a stranger when they never met. Not stored by asking."""
        return self.relationships.get(other, STRANGER)

    def use(self, move: str, target: str, tick: int) -> None:
        """Note that a move was made, and forget those so long ago that nobody wearies of them."""
        used = f"{move}>{target}"
        self.last_used.pop(used, None)
        self.last_used[used] = tick
        for earlier, when in list(self.last_used.items()):
            if tick - when < WEARY_TICKS:
                break
            del self.last_used[earlier]

    def forget(self, facts: list[str]) -> None:
        """Drop these memories, and whom they were told to, and that they are settled."""
        for fact in facts:
            self.memories.drop(fact)
            self.told.pop(fact, None)
            self.settled.pop(fact, None)

    def encoded(self) -> bytes:
        """The state as canonical JSON: equal states give equal bytes."""
        data: dict[str, Any] = {
            "place": self.place, "felt": self.felt, "levels": self.levels, "mood": self.mood, "acted": self.acted,
            "relationships": {
                other: [r.numbers, r.kind, r.bond, r.calls, r.since] for other, r in self.relationships.items()
            },
            "owner": self.memories.owner,
            "memories": [list(memory) for memory in self.memories.by_fact.values()],
            "last_met": self.last_met, "last_used": list(self.last_used.items()), "told": self.told, "settled": self.settled,
            "secrets": self.secrets,
            "spoken": self.spoken, "recent": self.recent, "aims": [list(aim) for aim in self.aims],
        }  # fmt: skip
        return orjson.dumps(data, option=orjson.OPT_SORT_KEYS)

    @classmethod
    def decoded(cls, raw: bytes) -> "State":
        """The inverse of ``encoded``."""
        data = orjson.loads(raw)
        data["levels"], data["mood"] = tuple(data["levels"]), tuple(data["mood"])
        data["last_used"] = dict(data["last_used"])
        data["aims"] = [Aim(*aim) for aim in data.get("aims", ())]
        data["relationships"] = Circle(
            {
                other: Relationship(tuple(numbers), kind, bond, calls, since)
                for other, (numbers, kind, bond, calls, since) in data["relationships"].items()
            }
        )
        data["memories"] = WorkingSet((Memory(*memory) for memory in data["memories"]), data.pop("owner"))
        return cls(**data)
