"""Subscribers over real servers that die meanwhile, and in processes that do."""

import asyncio
import signal
import sys

import pytest


@pytest.mark.parametrize("shared", [False, True])
async def test_a_bus_that_is_killed_emptied_and_trimmed_loses_and_repeats_nothing(city, valkey, shared):
    async with city.attending(shared=shared), city.attending(shared=shared):
        await city.live(2)
        valkey.terminate()  # SIGKILL
        await city.live(3)
        valkey.start()
        await city.live(2)
        await city.herald._redis.flushall()
        await city.live(2)
        await city.herald._redis.xtrim(f"fabula:{city.id}:events", maxlen=0, approximate=False)
        await city.heard_all()
    assert (sorted(city.heard) if shared else city.heard) == city.wanted()


async def test_a_database_that_is_killed_in_the_middle_of_it_all_repeats_nothing(city, postgres, caplog):
    async def slowly(event) -> None:
        await asyncio.sleep(0.01)
        await city.hear(event)

    await city.live(10)
    async with city.attending(slowly):
        await city.until(lambda: len(city.heard) == 7)
        postgres.kill()
        await asyncio.sleep(0.1)
        postgres.start()
        await city.heard_all()
    assert city.heard == city.wanted()
    assert [record.levelname for record in caplog.records if "goes on by itself" in record.message] == ["WARNING"]


DOOMED = """
import asyncio, os, signal, sys
from actors.events import INTERACTED, JOINED, MOVED
from runtime.subscribing import Handling, Subscriber
from storage.bus import RedisHerald
from storage.postgres.store import PostgresStore

postgres_url, redis_url, ecosystem, shared, last = sys.argv[1:]

async def handler(event):
    print(event.seq, flush=True)
    if event.seq >= int(last):
        os.kill(os.getpid(), signal.SIGKILL)

async def main():
    handling = Handling(lease=1.0, at_once=2)
    subscriber = Subscriber(PostgresStore.open(postgres_url), RedisHerald(redis_url), "press", shared == "True", handling)
    subscriber.subscribe((JOINED, INTERACTED, MOVED), handler)
    await subscriber.attend(ecosystem)

asyncio.run(main())
"""
"""A process that kills itself when it has handled something and not said so."""


@pytest.mark.parametrize("shared", [False, True])
async def test_what_a_killed_process_had_in_hand_is_handled_again_and_nothing_else_is(city, servers, shared):
    await city.live(3)
    last = city.wanted()[5]
    arguments = (servers[0].url("fabula"), servers[1], city.id, str(shared), str(last))
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", DOOMED, *arguments, stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate()
    assert process.returncode == -signal.SIGKILL
    before = [int(line) for line in output.split()]
    assert before == city.wanted()[:6]
    async with city.attending(shared=shared):
        await city.until(lambda: city.wanted()[-1] in city.heard and last in city.heard)
    assert sorted(city.heard) == city.wanted()[5:]
    if not shared:
        assert city.heard == city.wanted()[5:]
