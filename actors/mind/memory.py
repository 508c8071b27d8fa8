"""One memory: a deed that its owner witnessed, was part of, or was told of. Its tags carry all that recall needs."""

from collections.abc import Sequence
from typing import NamedTuple


class Memory(NamedTuple):
    """``fact`` is the id of the event in which the deed was done, the same for everybody who knows of it."""

    fact: str
    tick: int  # when the owner came to know
    importance: int  # 0 … 1000
    feeling: int  # −1000 … 1000, the owner's
    actor: str
    move: str
    target: str
    outcome: str
    place: str
    about: str  # the third person of the deed, or ""
    when: int  # the tick of the deed
    teller: str  # "" when witnessed
    text: str = ""  # only of reflections, which nobody recounts, of events, as a clause, and of talks, as the other's name

    @property
    def tags(self) -> list[str]:
        """The memory as tags, in a fixed order; ``tagged`` is the inverse."""
        pairs = (
            ("fact", self.fact), ("by", self.actor), ("to", self.target), ("move", self.move), ("outcome", self.outcome),
            ("place", self.place), ("about", self.about), ("when", str(self.when)), ("from", self.teller),
        )  # fmt: skip
        tags = [f"{name}:{value}" for name, value in pairs if value]
        return [*tags, f"what:{self.text}"] if self.move in (EVENT, TALK) else tags

    def people(self) -> tuple[str, ...]:
        """Everybody the deed concerned."""
        return (self.actor, self.target, self.about)


def tagged(tick: int, importance: int, feeling: int, tags: Sequence[str], text: str = "") -> Memory:
    """A memory from its tags."""
    known = dict(tag.split(":", 1) for tag in tags)
    told = known.get("what", "") if known["move"] in (EVENT, TALK) else text if known["move"] == REFLECTION else ""
    return Memory(
        known["fact"], tick, importance, feeling, known.get("by", ""), known["move"], known.get("to", ""),
        known.get("outcome", ""), known.get("place", ""), known.get("about", ""), int(known["when"]), known.get("from", ""),
        told,
    )  # fmt: skip


REFLECTION = "reflection"
"""The ``move`` of a memory that is a reflection on many faded ones."""

EVENT = "event"
"""The ``move`` of a memory of something that nobody did: a storm, a letter, a ball."""

TALK = "talk"
"""The ``move`` of a memory of having been spoken to by a person from outside, or in somebody's name."""
