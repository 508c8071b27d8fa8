"""What subscribers could not get done, by the commands that a user types: listed with its reason, and tried again."""

import asyncio
import json
from collections.abc import Iterator

import pytest

from actors.events import JOINED, TURNED, Event
from runtime.services import places
from runtime.settings import Settings
from runtime.subscribing import Handling, Subscriber
from storage.in_memory.herald import InMemoryHerald
from storage.postgres.store import PostgresStore
from tests.journey.shell import Done, Shell

ONCE = Handling(attempts=1)


async def attended(shell: Shell, ecosystem: str, trouble: bool) -> list[int]:
    """What a subscriber handles, if it can, until it has been told all there is."""
    store, handled = PostgresStore.open(places(Settings(home=shell.home)).postgres_url), []

    async def handle(event: Event) -> None:
        if trouble and event.kind == JOINED:
            raise ValueError("out of ink")
        handled.append(event.seq)

    press = Subscriber(store, InMemoryHerald(), "press", handling=ONCE)
    press.subscribe([JOINED, TURNED], handle)
    attending = asyncio.create_task(press.attend(ecosystem))
    head = await store.head(ecosystem)
    async with asyncio.timeout(180):
        while not any((one.seq, one.open) == (head.seq, 0) for one in await store.subscriptions(ecosystem)):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    attending.cancel()
    await asyncio.gather(attending, return_exceptions=True)
    await store.close()
    return handled


@pytest.fixture(scope="module")
def ecosystem(served: Shell) -> Iterator[str]:
    done = served.alone("run", "montagues", "--ticks", "3", "--seed", "7", "--json")
    name = str(json.loads(well(done).splitlines()[-1])["ecosystem"])
    yield name
    well(served.run("delete", name))


def well(done: Done) -> str:
    assert done.code == 0, done
    return done.out


def test_what_is_held_is_listed_with_its_reason_and_tried_again(served: Shell, ecosystem: str) -> None:
    assert well(served.run("subscribers", "list", ecosystem)) == f"nobody has subscribed to {ecosystem} yet\n"
    asyncio.run(attended(served, ecosystem, trouble=True))
    held = [json.loads(line) for line in well(served.run("subscribers", "held", ecosystem, "press", "--json")).splitlines()]
    assert {(one["kind"], one["attempts"], one["reason"]) for one in held} == {(JOINED, 1, "ValueError: out of ink")}
    [listed] = [json.loads(line) for line in well(served.run("subscribers", "list", ecosystem, "--json")).splitlines()]
    assert (listed["name"], listed["shared"], listed["open"], listed["held"]) == ("press", False, 0, len(held))
    numbers = [one["seq"] for one in held]
    again = well(served.run("subscribers", "retry", ecosystem, "press", str(numbers[0])))
    assert again == f"number {numbers[0]} is given to press again\n"
    assert len(well(served.run("subscribers", "retry", ecosystem, "press")).splitlines()) == len(numbers) - 1
    assert sorted(asyncio.run(attended(served, ecosystem, trouble=False))) == numbers
    assert well(served.run("subscribers", "held", ecosystem, "press")) == "nothing is held for press\n"
    assert well(served.run("subscribers", "retry", ecosystem, "press")) == "nothing is held for press\n"


def test_what_is_not_there_is_refused(served: Shell, ecosystem: str) -> None:
    assert served.refusal("subscribers", "list", "nobody-000000").startswith("no ecosystem has the id 'nobody-000000'")
    assert "NAME: 'tailor' is none of" in served.refusal("subscribers", "held", ecosystem, "tailor")
    asyncio.run(attended(served, ecosystem, trouble=False))
    assert served.refusal("subscribers", "retry", ecosystem, "press", "999999") == "seq: number 999999 is not held for 'press'"
