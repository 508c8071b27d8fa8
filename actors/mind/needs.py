"""Five needs, each a level from 0 (empty) to 1000 (filled), falling with story time; energy rises instead.

Kept lazily: a state holds the levels as of the tick of its last change, so nobody is touched merely because time passes.
"""

Levels = tuple[int, int, int, int, int]
"""In the order of ``actors.genre.NEEDS``: energy, company, esteem, safety, curiosity."""

FULL: Levels = (800, 600, 600, 700, 600)
DRIFT: Levels = (45, -14, -7, 6, -9)
"""Change for each tick: rest restores energy and (slowly) the sense of safety; the others wear off."""


def drifted(levels: Levels, ticks: int) -> Levels:
    """The levels after so many ticks in which nothing filled them."""
    e, c, s, f, q = levels
    return (
        bounded(e + DRIFT[0] * ticks),
        bounded(c + DRIFT[1] * ticks),
        bounded(s + DRIFT[2] * ticks),
        bounded(f + DRIFT[3] * ticks),
        bounded(q + DRIFT[4] * ticks),
    )


def bounded(level: int) -> int:
    """Inside 0 … 1000."""
    return 0 if level < 0 else 1000 if level > 1000 else level


def filled(levels: Levels, deltas: Levels) -> Levels:
    """The levels after a change, inside 0 … 1000."""
    a, b, c, d, e = levels
    v, w, x, y, z = deltas
    return (bounded(a + v), bounded(b + w), bounded(c + x), bounded(d + y), bounded(e + z))


def urgency(levels: Levels, need: int, ticks: int) -> int:
    """How pressing one need (by its place) is after so many ticks: the same as in ``urgencies(drifted(levels, ticks))``."""
    return (1000 - bounded(levels[need] + DRIFT[need] * ticks)) ** 2 // 1000


def urgencies(levels: Levels) -> Levels:
    """How pressing each need is, 0 … 1000: (1000 − level)²/1000, so that a half-empty need presses only a quarter."""
    e, c, s, f, q = levels
    return (
        (1000 - e) ** 2 // 1000,
        (1000 - c) ** 2 // 1000,
        (1000 - s) ** 2 // 1000,
        (1000 - f) ** 2 // 1000,
        (1000 - q) ** 2 // 1000,
    )
