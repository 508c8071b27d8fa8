"""The beginning of a bundled scenario, as whoever wants to change it reads it first."""

from functools import cache

from actors.world import World
from scenarios.catalogue import genre_of
from scenarios.loading import load_world


@cache
def beginning(scenario: str) -> World:
    """The world of a bundled scenario, as it is written; read once in a process. Raises as ``load_world``."""
    return load_world(scenario, genre_of(scenario))
