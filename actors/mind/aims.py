"""Aims: what somebody was whispered to do about somebody else. For a while it bends wishes, and how the other is answered.

A want belongs to the persona and never changes; an aim belongs to the state, comes by an event, and ends at a tick.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from actors.genre import Move

AIMS = ("reconcile", "court", "befriend", "avenge", "find_out", "protect", "confess", "avoid")
"""What can be whispered, each about somebody."""

MOST = 5
"""So many aims one has at once; a further one takes the place of the oldest."""

SAYS = {
    "reconcile": "make my peace with {about}",
    "court": "win {about}'s heart",
    "befriend": "be a friend to {about}",
    "avenge": "make {about} pay for it",
    "find_out": "find out what {about} is keeping from me",
    "protect": "see that no harm comes to {about}",
    "confess": "tell {about} the truth",
    "avoid": "keep out of {about}'s way",
}
"""Completes "I mean to …"."""

WISHES: dict[str, dict[str, int]] = {
    "reconcile": {
        "repair": 800, "support": 450, "disclose": 350, "small_talk": 250, "exchange": 250, "conflict": -1200, "romance": -200,
    },
    "court": {"romance": 900, "support": 250, "exchange": 250, "small_talk": 200, "conflict": -800},
    "befriend": {"small_talk": 500, "support": 550, "exchange": 450, "disclose": 350, "conflict": -1000},
    "avenge": {"conflict": 900, "support": -900, "romance": -900, "repair": -900, "exchange": -600, "disclose": -500},
    "find_out": {"inquire": 1000, "information": 250, "small_talk": 350, "disclose": 200, "conflict": -300},
    "protect": {"support": 800, "warn": 500, "exchange": 300, "conflict": -900},
    "confess": {"reveal": 1000, "disclose": 650, "repair": 500, "conflict": -600},
    "avoid": {"": -3000},
}  # fmt: skip
"""Aim → move, family or "" (all others) → how much it adds to the wish, in thousandths of the aim's strength."""

ANSWERS: dict[str, dict[str, int]] = {
    "reconcile": {"": 500, "conflict": 250},
    "court": {"": 350, "romance": 700, "conflict": 0},
    "befriend": {"": 500, "conflict": 100},
    "avenge": {"": -700},
    "find_out": {"": 250, "information": 500, "disclose": 500, "conflict": 0},
    "protect": {"": 250, "conflict": 100},
    "confess": {"": 200},
    "avoid": {"": -800},
}
"""Likewise, what it adds to the margin with which the other is answered."""


class Aim(NamedTuple):
    """One aim about one person, in force from the tick after ``since`` until before ``until``."""

    aim: str  # one of AIMS
    about: str
    strength: int  # 0 … 1000
    since: int
    until: int
    text: str  # completes "I mean to …"

    @property
    def rule(self) -> str:
        """Under this name it is among the reasons of a deed."""
        return f"whispered-to-{self.aim}".replace("_", "-")


def active(aims: Iterable[Aim], tick: int) -> list[Aim]:
    """Those that are in force."""
    return [aim for aim in aims if tick < aim.until]


def taken_up(aims: Sequence[Aim], aim: Aim) -> list[Aim]:
    """The aims once another one has come: what it replaces, what is over, and what is too much is gone."""
    kept = [other for other in aims if other.until > aim.since and (other.aim, other.about) != (aim.aim, aim.about)]
    return [*kept, aim][-MOST:]


def wish(aim: Aim, move: Move) -> int:
    """What the aim adds to the wish to do this to whom it is about."""
    return _share(WISHES[aim.aim], move) * aim.strength // 1000


def answer_pushes(aims: Iterable[Aim], move: Move) -> tuple[tuple[str, int], ...]:
    """(rule, what it adds) to the margin with which this is answered, when whom these aims are about does it."""
    added = ((aim.rule, _share(ANSWERS[aim.aim], move) * aim.strength // 1000) for aim in aims)
    return tuple((rule, value) for rule, value in added if value)


def pushes(aims: Iterable[Aim], partners: Sequence[str], moves: Sequence[Move]) -> Iterator[tuple[int, int, int]]:
    """(partner number, move number, what is added) for all that these aims add something to."""
    for aim in aims:
        if aim.about in partners:
            partner = partners.index(aim.about)
            for number, move in enumerate(moves):
                if added := wish(aim, move):
                    yield partner, number, added


def _share(table: Mapping[str, int], move: Move) -> int:
    found = table.get(move.id)
    if found is None:
        found = table.get(move.family)
    return table.get("", 0) if found is None else found
