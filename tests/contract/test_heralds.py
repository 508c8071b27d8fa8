"""The port Herald: in memory, and over a real Valkey on a unix socket."""

import asyncio
import logging
from itertools import count

import pytest

from runtime.services.valkey import SETTINGS
from storage.bus import RedisHerald
from storage.in_memory.herald import InMemoryHerald
from tests.contract.conftest import Tale

_numbers = count()


@pytest.fixture(params=["in-memory", "valkey"])
async def herald(request):
    valkey = request.getfixturevalue("valkey") if request.param == "valkey" else None
    opened = RedisHerald(f"unix://{valkey.unix_socket_path}", pause=0) if valkey else InMemoryHerald()
    yield opened
    await opened.close()


@pytest.fixture
def tale(tale):
    """Of an ecosystem that no other test announces."""
    tale.ecosystem = f"town-{next(_numbers)}"
    tale.begin()
    return tale


async def hear(listener, above):
    """The next number above, with no more than a few idle signs before it."""
    for _ in range(5):
        number = await anext(listener)
        if number > above:
            return number
    raise AssertionError("nothing was heard")


async def test_a_listener_hears_each_rise(herald, tale):
    listener = herald.listen(tale.ecosystem)
    await herald.announce(tale.ecosystem, tale.events)
    assert await anext(listener) == 4
    for _ in range(3):
        await herald.announce(tale.ecosystem, tale.next())
        assert await anext(listener) == len(tale.events)
    await listener.aclose()


async def test_a_world_that_is_gone_may_begin_anew(herald, tale):
    await herald.announce(tale.ecosystem, tale.events)
    for _ in range(2):
        await herald.forget(tale.ecosystem)
    await herald.announce(tale.ecosystem, tale.events[:2])
    listener = herald.listen(tale.ecosystem)
    assert await anext(listener) == 2
    await listener.aclose()


async def test_a_waiting_listener_is_woken(herald, tale):
    listener = herald.listen(tale.ecosystem)
    waiting = asyncio.ensure_future(anext(listener))
    await asyncio.sleep(0)
    await herald.announce(tale.ecosystem, tale.events)
    assert await waiting == 4
    await listener.aclose()


async def test_a_late_listener_hears_the_highest_number_at_once(herald, tale):
    await herald.announce(tale.ecosystem, tale.events)
    await herald.announce(tale.ecosystem, tale.next())
    listener = herald.listen(tale.ecosystem)
    assert await anext(listener) == len(tale.events)
    await listener.aclose()


async def test_nothing_new_is_told_as_zero_once_a_second(herald, tale):
    await herald.announce(tale.ecosystem, tale.events)
    listener = herald.listen(tale.ecosystem)
    began = asyncio.get_running_loop().time()
    assert [await anext(listener) for _ in range(2)] == [4, 0]
    assert 0.9 < asyncio.get_running_loop().time() - began < 3
    await listener.aclose()


async def test_announcing_again_is_harmless(herald, tale):
    first = list(tale.events)
    await herald.announce(tale.ecosystem, first)
    await herald.announce(tale.ecosystem, tale.next())
    await herald.announce(tale.ecosystem, first)
    await herald.announce(tale.ecosystem, [])
    listener = herald.listen(tale.ecosystem)
    assert await anext(listener) == len(tale.events)
    await listener.aclose()


async def test_every_listener_of_an_ecosystem_hears_and_no_other(herald, tale):
    listeners = [herald.listen(tale.ecosystem) for _ in range(3)]
    waiting = [asyncio.ensure_future(anext(listener)) for listener in listeners]
    elsewhere = asyncio.ensure_future(anext(herald.listen("elsewhere")))
    await asyncio.sleep(0)
    await herald.announce(tale.ecosystem, tale.events)
    assert await asyncio.gather(*waiting) == [4, 4, 4]
    assert not elsewhere.done()
    elsewhere.cancel()
    await asyncio.wait([elsewhere])
    for listener in listeners:
        await listener.aclose()


async def test_what_is_offered_to_a_group_wakes_as_many_of_its_listeners_as_there_are_events(herald, tale):
    listeners = [herald.offers(tale.ecosystem, "guild") for _ in range(6)]
    assert [await anext(listener) for listener in listeners] == [0] * 6
    waiting = [asyncio.ensure_future(anext(listener)) for listener in listeners]
    await asyncio.sleep(0.1)
    await herald.announce(tale.ecosystem, tale.events)
    assert sorted(await asyncio.gather(*waiting)) == [0, 0, 1, 1, 1, 1]
    for listener in listeners:
        await listener.aclose()


async def test_a_busy_listener_is_offered_later_all_that_nobody_else_was(herald, tale):
    listener = herald.offers(tale.ecosystem, "guild")
    assert await anext(listener) == 0
    await herald.announce(tale.ecosystem, tale.events)
    await herald.announce(tale.ecosystem, tale.next(scenes=20))
    assert await anext(listener) == len(tale.events)
    assert await anext(listener) == 0
    await listener.aclose()


async def test_every_group_is_offered_everything_that_comes_after_it_was_made(herald, tale):
    await herald.announce(tale.ecosystem, tale.events)
    groups = [herald.offers(tale.ecosystem, name) for name in ("guild", "press")]
    assert [await anext(group) for group in groups] == [0, 0]
    later = tale.next()
    await herald.announce(tale.ecosystem, later)
    assert [await anext(group) for group in groups] == [len(later)] * 2
    for group in groups:
        await group.aclose()


@pytest.mark.parametrize("trouble", ["killed", "emptied", "trimmed"])
async def test_a_group_outlives_what_happens_to_the_bus(valkey, tale, trouble):
    herald = RedisHerald(f"unix://{valkey.unix_socket_path}", pause=0)
    listener = herald.offers(tale.ecosystem, "guild")
    assert await anext(listener) == 0
    waiting = asyncio.ensure_future(anext(listener))
    await asyncio.sleep(0.1)
    if trouble == "killed":
        valkey.terminate()  # SIGKILL
        valkey.start()
    elif trouble == "emptied":
        await herald._redis.flushall()
    else:
        await herald.announce(tale.ecosystem, tale.events)
        await herald._redis.xtrim(f"fabula:{tale.ecosystem}:events", maxlen=0, approximate=False)
    assert await waiting in (0, 1)
    seen = 0
    for _ in range(10):
        events = tale.next()
        await herald.announce(tale.ecosystem, events)
        if (seen := await anext(listener)) >= len(events):
            break
    assert seen >= len(events)
    await listener.aclose()
    await herald.close()


async def test_the_bus_keeps_no_account_of_what_was_offered(valkey, tale):
    herald = RedisHerald(f"unix://{valkey.unix_socket_path}")
    listener = herald.offers(tale.ecosystem, "guild")
    await anext(listener)
    await herald.announce(tale.ecosystem, tale.events)
    assert await anext(listener) == 4
    [group] = await herald._redis.xinfo_groups(f"fabula:{tale.ecosystem}:events")
    assert (group["pending"], group["consumers"]) == (0, 1)
    await listener.aclose()
    await herald.close()


async def test_the_bus_keeps_the_newest_events_only(valkey, tale):
    herald = RedisHerald(f"unix://{valkey.unix_socket_path}")
    await herald.announce(tale.ecosystem, tale.next(scenes=12_000))
    length = await herald._redis.xlen(f"fabula:{tale.ecosystem}:events")
    assert 10_000 <= length < 10_200
    listener = herald.listen(tale.ecosystem)
    assert await anext(listener) == len(tale.events)
    await listener.aclose()
    await herald.close()


async def test_an_entry_of_the_bus_holds_its_event(valkey, tale):
    herald = RedisHerald(f"unix://{valkey.unix_socket_path}")
    await herald.announce(tale.ecosystem, tale.events)
    [(number, entry)] = await herald._redis.xrange(f"fabula:{tale.ecosystem}:events", "2-0", "2-0")
    event = tale.events[1]
    assert (number, entry[b"kind"], entry[b"tick"], entry[b"body"]) == (b"2-0", event.kind.encode(), b"0", event.encoded)
    await herald.close()


async def test_a_bus_that_dies_is_logged_once_for_each_outage_and_found_again(valkey, tale, caplog):
    herald = RedisHerald(f"unix://{valkey.unix_socket_path}", pause=0)
    listener = herald.listen(tale.ecosystem)
    caplog.set_level(logging.INFO, logger="storage.bus")
    for outage in (1, 2):
        await herald.announce(tale.ecosystem, tale.next())
        assert await hear(listener, 0) == len(tale.events)
        valkey.terminate()
        await herald.announce(tale.ecosystem, tale.next())
        await herald.announce(tale.ecosystem, tale.next())
        assert await anext(listener) == 0
        valkey.start()
        assert [record.levelname for record in caplog.records].count("WARNING") == outage
    await herald.announce(tale.ecosystem, tale.next())
    assert await hear(listener, 0) == len(tale.events)
    await listener.aclose()
    await herald.close()


async def test_a_bus_that_is_full_makes_room_for_worlds_at_work(valkey, caplog):
    herald = RedisHerald(f"unix://{valkey.unix_socket_path}")
    used = (await herald._redis.info("memory"))["used_memory"]
    for name in ("maxmemory-policy", "lazyfree-lazy-eviction"):
        await herald._redis.config_set(name, SETTINGS[name])
    await herald._redis.config_set("maxmemory", used + 4 * 2**20)
    try:
        for number in range(40):
            told = Tale(f"full-{number}")
            await herald.announce(told.ecosystem, [*told.begin(), *told.next(scenes=400)])
        listener = herald.listen(told.ecosystem)
        assert await anext(listener) == len(told.events)
        await listener.aclose()
        assert await herald._redis.exists("fabula:full-0:events") == 0
    finally:
        await herald._redis.config_set("maxmemory", 0)
        await herald.close()
    assert caplog.records == []


async def test_a_bus_that_was_never_there_stops_nobody(tmp_path, tale, caplog):
    herald = RedisHerald(f"unix://{tmp_path / 'nobody.sock'}")
    await herald.announce(tale.ecosystem, tale.events)
    await herald.announce(tale.ecosystem, tale.events)
    listener = herald.listen(tale.ecosystem)
    assert await anext(listener) == 0
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    await listener.aclose()
    await herald.close()
