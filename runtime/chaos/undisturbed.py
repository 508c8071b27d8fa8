"""The undisturbed run: the same story in memory, with which every disturbed one is compared."""

from dataclasses import dataclass

from actors.errors import InvalidRequest
from actors.world import World
from runtime.creation import create
from runtime.openers import ephemeral
from runtime.ray_ecosystem import Casting
from runtime.running import LocalEcosystem, run_until
from runtime.status import Status
from storage.in_memory.herald import InMemoryHerald
from storage.in_memory.store import InMemoryStore


@dataclass(frozen=True, slots=True)
class Leg:
    """Where the story stands at the end of a round."""

    tick: int
    seq: int
    hash: str
    interactions: int  # of this leg


async def undisturbed(world: World, seed: int, casting: Casting, ticks: int, legs: int) -> list[Leg]:
    """The ends of so many legs of so many ticks. Raises InvalidRequest when in one of them nothing happens: whoever does
    nothing makes no mistake."""
    store, herald = InMemoryStore(), InMemoryHerald()
    openers = ephemeral(store, herald)
    ecosystem = (await create(store, world, seed)).founding.ecosystem
    found: list[Leg] = []
    before = 0
    for leg in range(1, legs + 1):
        await run_until(lambda: LocalEcosystem(ecosystem, openers, casting), store, ecosystem, leg * ticks, _unseen)
        head, played = await store.head(ecosystem), len(await store.interactions(ecosystem))
        if played == before:
            raise InvalidRequest("--ticks", f"nothing happens in ticks {(leg - 1) * ticks + 1} to {leg * ticks}; take more")
        found.append(Leg(head.tick, head.seq, head.hash, played - before))
        before = played
    return found


def _unseen(status: Status) -> None:
    """Nobody watches."""
