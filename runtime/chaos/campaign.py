"""The campaign: round after round, each with one fault, and after each everything compared with the undisturbed run."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from actors.errors import FabulaError
from actors.world import World
from runtime.chaos.checking import violations
from runtime.chaos.ground import Ground
from runtime.chaos.life import Life, lived
from runtime.chaos.playing import played
from runtime.chaos.report import Outcome
from runtime.chaos.schedule import Injection
from runtime.chaos.striking import RECOVERY_SECONDS
from runtime.chaos.undisturbed import Leg
from runtime.keeping import keeping
from runtime.placement import Placement
from runtime.ray_ecosystem import Casting, RayEcosystem
from runtime.targets import forgotten

CASTING = Casting(Placement.HOSTED, 2)

LIFE = 20
"""Rounds that one ecosystem lives through, before another one is founded: with its chronicle the checks grow."""

ROUND_SECONDS = 500.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be played. ``legs`` say where the undisturbed story stands at the end of each round of a life."""

    world: World
    seed: int
    ticks: int
    injections: Sequence[Injection]
    legs: Sequence[Leg]


def legs_for(rounds: int) -> int:
    """Of so many rounds one ecosystem sees at most so many."""
    return min(rounds, LIFE)


async def campaign(ground: Ground, plan: Plan, hear: Callable[[Outcome], None], ending: asyncio.Event) -> None:
    """Play all rounds, or end after the one in which ``ending`` is set. An ecosystem with a violation is left as it is, and the
    next round founds another."""
    waiting = list(plan.injections)
    while waiting and not ending.is_set():
        async with lived(ground, plan.world, plan.seed) as life:
            outcomes = await _life(life, plan, waiting, hear, ending)
        del waiting[: len(outcomes)]
        if not outcomes[-1].violations:
            await _removed(ground, life.ecosystem)


async def _life(
    life: Life, plan: Plan, injections: Sequence[Injection], hear: Callable[[Outcome], None], ending: asyncio.Event
) -> list[Outcome]:
    """The rounds of one ecosystem, up to its last or to the first with a violation."""
    outcomes: list[Outcome] = []
    start = Leg(0, 0, "", 0)
    handle = RayEcosystem(life.ecosystem, life.ground.openers, CASTING)
    async with AsyncExitStack() as stack:
        stack.callback(handle.kill)
        for injection, before, leg in zip(injections, (start, *plan.legs), plan.legs, strict=False):
            outcomes.append(await _round(life, handle, injection, before, leg, plan.ticks))
            hear(outcomes[-1])
            if outcomes[-1].violations or ending.is_set():
                break
    return outcomes


async def _round(life: Life, handle: RayEcosystem, injection: Injection, before: Leg, leg: Leg, ticks: int) -> Outcome:
    try:
        async with asyncio.timeout(ROUND_SECONDS):
            blow = await played(life, handle, injection, leg.tick, ticks)
            found = [blow.stopped] if blow.stopped else await violations(life, leg, before)
    except TimeoutError:
        return Outcome(injection, life.ecosystem, 0, None, (f"the round is not over after {ROUND_SECONDS:g} s",))
    except FabulaError as error:
        return Outcome(injection, life.ecosystem, 0, None, (str(error),))
    if blow.recovery is None and not blow.missed and not blow.stopped:
        found.append(f"has not recovered after {RECOVERY_SECONDS:g} s")
    return Outcome(injection, life.ecosystem, blow.tick, blow.recovery, tuple(found), blow.missed)


async def _removed(ground: Ground, ecosystem: str) -> None:
    """Remove an ecosystem of which nothing is left to find out."""
    await ground.host.store.delete(ecosystem)
    async for error in forgotten(ground.host.store, ground.host.services, ecosystem):
        ground.note(f"{error}; what it holds of {ecosystem} stays")
    async with keeping(ground.host) as keeper:
        await keeper.forget(ecosystem)
