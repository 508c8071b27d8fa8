"""Counter-based dice: a keyed hash in place of a random generator, so that nothing has to be saved.

A key is BLAKE2b-64 of (seed, tick, who, purpose); the n-th roll of a key is SplitMix64 (Steele, Lea, Flood 2014) of
key + n·γ. The scalar and the array form give the same numbers.
"""

from hashlib import blake2b

import numpy as np
import numpy.typing as npt

GAMMA = 0x9E3779B97F4A7C15
MASK = 0xFFFFFFFFFFFFFFFF

Keys = npt.NDArray[np.uint64]


def key(seed: int, tick: int, who: str, purpose: str) -> int:
    """The 64-bit key of one purpose of one character at one tick."""
    text = f"{seed}\x1f{tick}\x1f{who}\x1f{purpose}"
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def bits(key: int, n: int = 0) -> int:
    """The n-th 64 random bits under a key."""
    z = (key + (n + 1) * GAMMA) & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def roll(key: int, sides: int, n: int = 0) -> int:
    """The n-th roll under a key: 0 … sides−1 (multiply-shift; bias below sides/2⁶⁴)."""
    return (bits(key, n) * sides) >> 64


def mix(key: int, other: int) -> int:
    """A key made of two keys."""
    return bits(key ^ other)


def array_bits(keys: Keys) -> Keys:
    """``bits(key, 0)`` of every key at once."""
    z = keys + np.uint64(GAMMA)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def shuffled(key: int, count: int) -> list[int]:
    """The numbers 0 … count−1 in an order drawn by the key (Fisher–Yates)."""
    return drawn(key, count, count)


def drawn(key: int, count: int, most: int) -> list[int]:
    """Up to ``most`` of the numbers 0 … count−1, each once: the beginning of the order drawn by the key."""
    order = list(range(count))
    for place in range(min(most, count - 1)):
        other = place + roll(key, count - place, place)
        order[place], order[other] = order[other], order[place]
    return order[:most]
