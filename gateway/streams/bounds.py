"""How much of an ecosystem is kept for those who watch it, and how far behind one may be."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Bounds:
    """For each ecosystem that is watched in this process."""

    queue: int = 2000  # events kept for those who read along; who falls further behind is cut off
    size: int = 32 * MIB  # bytes of them
    backlog: int = 10_000  # events that are told again to who comes back; who is further behind gets a snapshot
    linger: float = 10.0  # seconds for which reading goes on when nobody watches any more
    patience: float = 1.0  # seconds for which reading waits for those who would fall too far behind
