"""The value of a relationship; what moves it is in ``actors/society/relationships.py``."""

from typing import NamedTuple

Numbers = tuple[int, int, int, int, int]
"""In the order of ``actors.genre.DIMENSIONS``: affinity, trust, respect, attraction, familiarity."""


class Relationship(NamedTuple):
    """Directed: the owner's feeling for the target. ``bond`` is what the target is to the owner (wife, son, comrade)."""

    numbers: Numbers = (0, 0, 0, 0, 0)
    kind: str = "stranger"
    bond: str = ""
    calls: str = ""
    since: int = 0


STRANGER = Relationship()
"""What is felt for somebody whom one has never met."""
