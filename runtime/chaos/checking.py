"""Checking: what must hold after every round, when everything is quiet again."""

import asyncio
from collections.abc import Iterator, Sequence

from actors.errors import FabulaError
from actors.events import Event
from actors.ports import Head
from runtime.chaos.life import Life
from runtime.chaos.undisturbed import Leg
from runtime.keeping import keeping
from runtime.verification import verify
from storage.bus import entries

QUIET_SECONDS = 150.0
LOOK_SECONDS = 0.1


async def violations(life: Life, expected: Leg, before: Leg) -> list[str]:
    """What does not hold, in a few words each. ``before`` is how the round before ended."""
    try:
        if restless := await _restless(life, expected):
            return [restless]
        return await _violations(life, expected, before)
    except FabulaError as error:
        return [f"cannot be checked: {error}"]


async def _restless(life: Life, expected: Leg) -> str:
    """What does not become quiet: the chronicle, a target, or whoever follows; "" when all got to the round's end."""
    where: dict[str, object] = {}
    for _ in range(round(QUIET_SECONDS / LOOK_SECONDS)):
        where = await _behind(life, expected)
        if not where:
            return ""
        await asyncio.sleep(LOOK_SECONDS)
    return f"not quiet after {QUIET_SECONDS:g} s: " + ", ".join(f"{name} is at {place}" for name, place in where.items())


async def _behind(life: Life, expected: Leg) -> dict[str, object]:
    """Name → place, of everything that has not got to the round's end."""
    found: dict[str, object] = {}
    try:
        tick = (await life.ground.host.store.head(life.ecosystem)).tick
        found["the chronicle"] = f"tick {tick} of {expected.tick}"
        if tick >= expected.tick:
            del found["the chronicle"]
    except FabulaError as error:
        found["the chronicle"] = error
    for target in life.ground.targets:
        try:
            found[target.name] = f"event {(await target.mark(life.ecosystem)).seq} of {expected.seq}"
            if (await target.mark(life.ecosystem)).seq >= expected.seq:
                del found[target.name]
        except FabulaError as error:
            found[target.name] = error
    if not life.heard or life.heard[-1] < expected.seq:
        found["who follows it"] = f"event {life.heard[-1] if life.heard else 0} of {expected.seq}"
    return found


async def _violations(life: Life, expected: Leg, before: Leg) -> list[str]:
    host, ecosystem = life.ground.host, life.ecosystem
    head = await host.store.head(ecosystem)
    found = list(_astray(life, head, expected))
    async with keeping(host) as keeper:
        report = await verify(host.store, ecosystem, keeper, life.ground.targets)
    found += [*report.faults, *(f"not checked: {one}" for one in report.unchecked)]
    if report.hash != expected.hash:
        found.append(f"the hash at tick {head.tick} is {report.hash}, that of the undisturbed run {expected.hash}")
    played = [row for row in await host.store.interactions(ecosystem) if row.seq > before.seq]
    if len(played) != expected.interactions:
        found.append(f"{len(played)} interactions succeeded, {expected.interactions} in the undisturbed run")
    events = [event async for batch in host.store.events(ecosystem) for event in batch]
    return found + list(_streamed(await entries(host.services.redis_url, ecosystem), events))


def _astray(life: Life, head: Head, expected: Leg) -> Iterator[str]:
    if head.tick != expected.tick:
        yield f"the chronicle is at tick {head.tick}, the round ends with {expected.tick}"
    if life.heard != list(range(1, head.seq + 1)):
        yield f"who follows it heard {len(life.heard)} events up to number {life.heard[-1]}, not 1 to {head.seq} once each"
    yield from life.astray


def _streamed(stream: Sequence[tuple[int, bytes]], events: Sequence[Event]) -> Iterator[str]:
    """What is wrong with the stream: each of its numbers comes once, in order, and says what the chronicle says. What it lacks
    (it may have died) is in the chronicle."""
    numbers = [number for number, _ in stream]
    if numbers != sorted(set(numbers)):
        yield "the stream's numbers do not rise"
    wrong = [number for number, body in stream if number > len(events) or events[number - 1].encoded != body]
    if wrong:
        yield f"the stream's entry {wrong[0]} is not the chronicle's"
