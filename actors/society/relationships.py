"""What one character feels for another: five saturating numbers and a kind that is derived from them with hysteresis.

The saturation rule is the one of Talk of the Town's charge as integers: the nearer to an extreme, the less a further push
in the same direction moves. Trust is lost 2.5 times as fast as it is won (Slovic 1993, the asymmetry principle).
"""

from collections.abc import Callable

from actors.relationship import Numbers, Relationship

KINDS = ("enemy", "beloved", "friend", "rival", "acquaintance", "stranger")
"""By precedence: of two kinds that could begin, the earlier one does."""

Holds = Callable[[int, int, int, int, int], bool]

BEGINS: dict[str, Holds] = {
    "enemy": lambda affinity, trust, respect, attraction, familiarity: affinity <= -350,
    "beloved": lambda affinity, trust, respect, attraction, familiarity: attraction >= 450 and affinity >= 300,
    "friend": lambda affinity, trust, respect, attraction, familiarity: affinity >= 350 and trust >= 100 and familiarity >= 150,
    "rival": lambda affinity, trust, respect, attraction, familiarity: -350 < affinity <= -100 and respect >= 300,
    "acquaintance": lambda affinity, trust, respect, attraction, familiarity: familiarity >= 80,
    "stranger": lambda affinity, trust, respect, attraction, familiarity: True,
}

LASTS: dict[str, Holds] = {
    "enemy": lambda affinity, trust, respect, attraction, familiarity: affinity <= -200,
    "beloved": lambda affinity, trust, respect, attraction, familiarity: attraction >= 300 and affinity >= 120,
    "friend": lambda affinity, trust, respect, attraction, familiarity: affinity >= 200 and trust >= -50,
    "rival": lambda affinity, trust, respect, attraction, familiarity: affinity <= 0 and respect >= 200,
    "acquaintance": lambda affinity, trust, respect, attraction, familiarity: familiarity >= 40,
    "stranger": lambda affinity, trust, respect, attraction, familiarity: False,
}


def shifted(numbers: Numbers, deltas: Numbers, compat: int = 0) -> Numbers:
    """The numbers after a push. ``compat`` (−1000 … 1000) eases gains of affinity and softens its losses, or the reverse."""
    affinity = deltas[0] * (1000 + (compat if deltas[0] > 0 else -compat) // 2) // 1000
    trust = deltas[1] * 5 // 2 if deltas[1] < 0 else deltas[1]
    return (
        saturated(numbers[0], affinity),
        saturated(numbers[1], trust),
        saturated(numbers[2], deltas[2]),
        saturated(numbers[3], deltas[3]),
        max(0, saturated(numbers[4], deltas[4])),
    )


def saturated(value: int, delta: int) -> int:
    """``value`` pushed by ``delta`` inside −1000 … 1000; a push away from zero shrinks by |value|/1000, rounded to zero."""
    push = delta
    if delta and (delta > 0) == (value > 0):
        shrunk = abs(delta) * (1000 - abs(value)) // 1000
        push = shrunk if delta > 0 else -shrunk
    value += push
    return -1000 if value < -1000 else 1000 if value > 1000 else value


def begins(kind: str, n: Numbers) -> bool:
    """Whether a relationship with these numbers becomes this kind."""
    return BEGINS[kind](*n)


def lasts(kind: str, n: Numbers) -> bool:
    """Whether a relationship that has this kind keeps it: the bar is lower than for beginning."""
    return LASTS[kind](*n)


def kind_of(numbers: Numbers, kind: str = "stranger") -> str:
    """The kind after a change: the present one while it lasts, unless one that comes before it begins."""
    for candidate in KINDS:
        if candidate == kind and lasts(kind, numbers):
            return kind
        if begins(candidate, numbers):
            return candidate
    return "stranger"


def changed(before: Relationship, deltas: Numbers, compat: int, tick: int) -> Relationship:
    """The relationship after a push, with its kind and the tick since when it has it."""
    numbers = shifted(before.numbers, deltas, compat)
    kind = kind_of(numbers, before.kind)
    return Relationship(numbers, kind, before.bond, before.calls, before.since if kind == before.kind else tick)
