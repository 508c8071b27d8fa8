"""Mood in three dimensions, valence, arousal, dominance (Mehrabian's PAD), each −1000 … 1000.

A persona has a resting mood (Mehrabian 1996: from the Big Five, rounded); what happens pushes the mood away, story time
brings it back by a sixteenth of the distance for each tick.
"""

from functools import cache

from actors.persona import Persona

Mood = tuple[int, int, int]

HOME = 100
"""From 2000 away, 76 steps of a sixteenth lead to less than 16, and each further one by one."""


def resting(persona: Persona) -> Mood:
    """Where this persona's mood comes to rest."""
    return _resting(persona.traits)


@cache
def _resting(traits: tuple[int, ...]) -> Mood:
    o, c, e, a, n = traits
    return (
        clamped((210 * e + 590 * a - 190 * n) // 1400),
        clamped((150 * o + 300 * a + 570 * n) // 2000),
        clamped((250 * o + 170 * c + 600 * e - 320 * a) // 1600),
    )


def returned(mood: Mood, rest: Mood, ticks: int) -> Mood:
    """The mood after so many quiet ticks, one step after another; by HOME ticks any mood is all the way back."""
    if ticks >= HOME:
        return rest
    a, b, c = mood
    x, y, z = rest
    for _ in range(ticks):
        a, b, c = nearer(a, x), nearer(b, y), nearer(c, z)
    return (a, b, c)


def nearer(value: int, rest: int) -> int:
    """One tick's step towards rest: a sixteenth of the way, and at least one."""
    gap = rest - value
    if gap == 0:
        return value
    step = max(1, abs(gap) // 16)
    return value + step if gap > 0 else value - step


def pushed(mood: Mood, shift: Mood) -> Mood:
    """The mood after a push."""
    return (clamped(mood[0] + shift[0]), clamped(mood[1] + shift[1]), clamped(mood[2] + shift[2]))


def clamped(value: int) -> int:
    """Inside −1000 … 1000."""
    return -1000 if value < -1000 else 1000 if value > 1000 else value
