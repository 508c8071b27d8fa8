"""Placement: how many troupes host a cast. A choice of speed and memory that never changes a story."""

from enum import StrEnum

from actors.errors import CastTooLarge, InvalidRequest

DEDICATED_MIB = 95
"""What a Ray process of one character takes (measured: 55 to 90 MiB of its own, with asyncpg imported)."""

FEW = 4
"""``auto`` gives each character a process of its own up to so many."""

UNBOUNDED = 10**9
"""MiB: as much as a cast can want, where memory is not, or not yet, to be looked at."""


class Placement(StrEnum):
    """Where characters live."""

    AUTO = "auto"
    DEDICATED = "dedicated"
    HOSTED = "hosted"


def troupes_for(placement: Placement, characters: int, cpus: int, free_mib: int, wanted: int | None = None) -> int:
    """How many troupes to start. ``wanted`` is only for hosted ones.

    Raises CastTooLarge when dedicated processes would not fit into the free memory, InvalidRequest for a bad ``wanted``.
    """
    if wanted is not None and wanted < 1:
        raise InvalidRequest("--troupes", f"{wanted} is not a number of troupes; give 1 or more")
    if placement is Placement.DEDICATED:
        if wanted is not None and wanted != characters:
            raise InvalidRequest("--troupes", "dedicated placement gives every character a troupe; leave it out")
        fits = free_mib // DEDICATED_MIB
        if characters > fits:
            raise CastTooLarge(characters, fits, f"{free_mib} MiB are free and each takes about {DEDICATED_MIB}")
        return characters
    if wanted is not None:
        return min(wanted, characters)
    if placement is Placement.AUTO and characters <= FEW:
        return characters
    return max(1, min(cpus, characters))
