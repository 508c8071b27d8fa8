"""The cache over a real Valkey: what is kept, for whom, how long, and how it is forgotten."""

import asyncio
from pathlib import Path

import pytest

from actors.errors import EcosystemUnknown, InvalidRequest, StoreFull, StoreUnavailable
from tests.contract.caching.library import LONG, called, several


async def test_a_call_with_the_same_owner_and_arguments_is_made_once(cache, library):
    read = cache.cached(LONG)(library.read)
    for _ in range(3):
        assert await read(library.owner, "a", book=2) == [library.owner, "a", 2, False]
        assert await read(library.owner, "a", 2) == [library.owner, "a", 2, False]
    assert library.calls == 1


async def test_every_owner_and_every_argument_has_its_own(cache, library):
    read = cache.cached(LONG)(library.read)
    calls = [
        (library.owner, "a"), (f"{library.owner}:a", "a"), (library.owner, "a:1"), (library.owner, "1"), (library.owner, "=1"),
        (library.owner, "a*"), (library.owner, "é" * 300), (library.owner, "é" * 301),
    ]  # fmt: skip
    for owner, shelf in calls:
        for book in (1, 2):
            for loud in (False, True):
                assert await read(owner, shelf, book, loud=loud) == [owner, shelf, book, loud]
    assert library.calls == len(calls) * 4


async def test_nothing_is_cached_without_an_owner(cache, library):
    async def of_nobody(shelf: str) -> str:
        return shelf

    async def of_anybody(owner: str, *shelves: str) -> str:
        return owner

    async def nothing() -> None:
        pass

    for function in (of_nobody, nothing):
        with pytest.raises(InvalidRequest, match=r"test_cache.*first argument must be 'owner'"):
            cache.cached(LONG)(function)
    with pytest.raises(InvalidRequest, match="must name all its arguments"):
        cache.cached(LONG)(of_anybody)
    for nobody in ("", " ", None, 7):
        with pytest.raises(InvalidRequest, match="nothing is cached without an owner"):
            await cache.cached(LONG)(library.read)(nobody, "a")
        with pytest.raises(InvalidRequest, match="nothing is cached without an owner"):
            await cache.forget(nobody)
    with pytest.raises(TypeError, match="owner"):
        await cache.cached(LONG)(library.read)(shelf="a")
    assert library.calls == 0


async def test_what_cannot_be_kept_is_refused(cache, library):
    async def give(owner: str, what: str) -> object:
        return {"set": {1, 2}, "error": ValueError("x")}[what]

    read = cache.cached(LONG)(library.read)
    with pytest.raises(InvalidRequest, match="cannot be part of a key"):
        await read(library.owner, {"a", "b"})
    for what in ("set", "error"):
        with pytest.raises(InvalidRequest, match=r"give: what it returns is no JSON"):
            await cache.cached(LONG)(give)(library.owner, what)
    for ttl, absent in ((0, 5), (-1, 5), (60, -1), (60, 0.001)):
        with pytest.raises(InvalidRequest, match="cannot be kept for"):
            cache.cached(ttl, absent=absent)(library.read)
    with pytest.raises(InvalidRequest, match="speaks of 'room', which is none of its arguments"):
        cache.cached(LONG, tags=["room:{room}"])(library.read)


async def test_everyone_gets_an_object_of_ones_own(cache, library):
    read = cache.cached(LONG)(library.read)
    first, second = await asyncio.gather(read(library.owner, "a"), read(library.owner, "a"))
    first.append("scribble")
    assert second == await read(library.owner, "a") == [library.owner, "a", 1, False]


async def test_two_hundred_callers_make_one_call(cache, library):
    library.gate.clear()
    read = cache.cached(LONG, tags=["shelf:{shelf}"])(library.read)
    callers = [asyncio.ensure_future(read(library.owner, "a")) for _ in range(200)]
    await called(library, 1)
    await asyncio.sleep(0.2)
    library.gate.set()
    assert await asyncio.gather(*callers) == [[library.owner, "a", 1, False]] * 200
    assert library.calls == 1


async def test_two_hundred_callers_in_several_processes_make_one_call_over_few_connections(url, library):
    library.gate.clear()
    async with several(url, 4, size=2) as made:
        reads = [cache.cached(LONG, tags=["shelf:{shelf}"])(library.read) for cache in made]
        callers = [asyncio.ensure_future(reads[n % 4](library.owner, "a")) for n in range(200)]
        await called(library, 1)
        await asyncio.sleep(0.2)
        library.gate.set()
        assert await asyncio.gather(*callers) == [[library.owner, "a", 1, False]] * 200
    assert library.calls == 1


async def test_two_hundred_different_calls_at_once_wait_for_no_connection(url, library, caplog):
    async with several(url, 1, size=2) as [cache]:
        read = cache.cached(LONG, tags=["shelf:{shelf}"])(library.read)
        for _ in range(2):
            async with asyncio.timeout(10):
                await asyncio.gather(*(read(library.owner, "a", book) for book in range(200)))
    assert (library.calls, caplog.records) == (200, [])


async def test_a_process_that_dies_while_it_computes_keeps_the_others_waiting_no_longer_than_a_flight(url, library):
    async with several(url, 2, flight=0.3) as [doomed, other]:
        library.gate.clear()
        dying = asyncio.ensure_future(doomed.cached(LONG)(library.read)(library.owner, "a"))
        await called(library, 1)
        waiting = asyncio.ensure_future(other.cached(LONG)(library.read)(library.owner, "a"))
        await called(library, 2)
        library.gate.set()
        assert await waiting == await dying == [library.owner, "a", 1, False]


async def test_a_caller_who_is_cancelled_leaves_the_others_what_they_wait_for(cache, library):
    library.gate.clear()
    read = cache.cached(LONG)(library.read)
    first, second = (asyncio.ensure_future(read(library.owner, "a")) for _ in range(2))
    await called(library, 1)
    first.cancel()
    await asyncio.wait([first])
    library.gate.set()
    assert await second == await read(library.owner, "a")
    assert library.calls == 1


async def test_all_who_wait_for_a_call_that_fails_are_told_and_the_next_tries_again(cache, library):
    async def burn(owner: str) -> None:
        await library.count()
        await library.gate.wait()
        raise StoreUnavailable("Postgres", "gone for lunch")

    library.gate.clear()
    read = cache.cached(LONG, errors=[EcosystemUnknown])(burn)
    callers = [asyncio.ensure_future(read(library.owner)) for _ in range(3)]
    await called(library, 1)
    library.gate.set()
    assert {str(error) for error in await asyncio.gather(*callers, return_exceptions=True)} == {
        "Postgres does not answer: gone for lunch"
    }
    with pytest.raises(StoreUnavailable):
        await read(library.owner)
    assert library.calls == 2


async def test_nothing_is_kept_as_well_for_a_short_time(cache, library):
    find = cache.cached(LONG, absent=0.2)(library.find)
    assert [await find(library.owner, "a") for _ in range(3)] == [None] * 3
    assert library.calls == 1
    while library.calls == 1:
        assert await find(library.owner, "a") is None
    never = cache.cached(LONG, absent=0)(library.find)
    assert [await never(library.owner, "b") for _ in range(2)] == [None] * 2
    assert library.calls == 4


async def test_a_chosen_error_is_kept_for_a_short_time_and_no_other(cache, library):
    enter = cache.cached(LONG, absent=0.2, errors=[EcosystemUnknown])(library.enter)
    for _ in range(3):
        with pytest.raises(EcosystemUnknown) as refusal:
            await enter(library.owner, "nowhere")
        assert refusal.value.args == ("nowhere",)
    assert library.calls == 1
    while library.calls == 1:
        with pytest.raises(EcosystemUnknown):
            await enter(library.owner, "nowhere")


@pytest.mark.parametrize("error", [StoreFull("Postgres", "full"), StoreUnavailable("Postgres", Path())])
async def test_a_more_special_error_and_one_that_is_no_json_are_not_kept(cache, library, error):
    async def fill(owner: str) -> None:
        library.calls += 1
        raise error

    for _ in range(2):
        with pytest.raises(type(error)):
            await cache.cached(LONG, errors=[StoreUnavailable])(fill)(library.owner)
    assert library.calls == 2


async def test_lifetimes_differ_by_a_tenth(cache, library, redis):
    read = cache.cached(1000.0)(library.read)
    for book in range(40):
        await read(library.owner, "a", book)
    keys = [key async for key in redis.scan_iter(f"fabula:cache:{library.owner}:*")]
    lifetimes = [await redis.pttl(key) for key in keys]
    assert len(lifetimes) == 40
    assert 890_000 < min(lifetimes) < 960_000
    assert 1_040_000 < max(lifetimes) <= 1_100_000


async def test_what_is_old_is_computed_again(cache, library):
    read = cache.cached(0.1)(library.read)
    while library.calls < 3:
        await read(library.owner, "a")


async def test_a_tag_forgets_whatever_has_it_whoever_owns_it(cache, library, url):
    read = cache.cached(LONG, tags=["shelf:{shelf}", "all of {owner}"])(library.read)
    other = f"{library.owner}-too"

    async def all_read() -> int:
        before = library.calls
        for owner in (library.owner, other):
            for shelf in ("a", "b"):
                await read(owner, shelf)
        return library.calls - before

    assert [await all_read(), await all_read()] == [4, 0]
    async with several(url, 1) as [elsewhere]:
        await elsewhere.forget_tags("shelf:a")
    assert [await all_read(), await all_read()] == [2, 0]
    await cache.forget_tags(f"all of {other}", "shelf:nothing")
    assert [await all_read(), await all_read()] == [2, 0]


async def test_a_pattern_forgets_calls_of_one_owner(cache, library):
    read, find = cache.cached(LONG)(library.read), cache.cached(LONG)(library.find)
    other = f"{library.owner}-too"

    async def all_read() -> int:
        before = library.calls
        for owner in (library.owner, other):
            for shelf in ("a", "b", "a:b*"):
                await read(owner, shelf)
        await find(library.owner, "a")
        return library.calls - before

    await all_read()
    for pattern, forgotten in (("*.read:a:*", 1), ("*.read:*", 3), ("*.find:*", 1), ("*", 4), ("nothing*", 0)):
        await cache.forget(library.owner, pattern)
        assert (pattern, await all_read()) == (pattern, forgotten)


async def test_forgetting_thousands_walks_through_them_without_blocking_the_server(cache, library, redis):
    async with redis.pipeline() as pipe:
        for number in range(5000):
            pipe.set(f"fabula:cache:{library.owner}:f:{number}", "x")
        await pipe.execute()
    await redis.config_resetstat()
    await cache.forget(library.owner)
    said = await redis.info("commandstats")
    assert "cmdstat_keys" not in said
    assert said["cmdstat_scan"]["calls"] > 10
    assert [key async for key in redis.scan_iter(f"fabula:cache:{library.owner}:*")] == []


async def test_what_is_computed_while_its_tag_is_forgotten_is_not_kept(cache, library, url):
    library.gate.clear()
    async with several(url, 1) as [elsewhere]:
        for forgetful in (cache, elsewhere):
            read = cache.cached(LONG, tags=["shelf:{shelf}"])(library.read)
            before = library.calls
            outdated = asyncio.ensure_future(read(library.owner, "a"))
            await called(library, before + 1)
            await forgetful.forget_tags("shelf:a")
            fresh = asyncio.ensure_future(read(library.owner, "a"))
            await called(library, before + 2)
            library.gate.set()
            await asyncio.gather(outdated, fresh)
            library.gate.clear()
            await cache.forget_tags("shelf:a")


async def test_what_is_computed_here_while_a_pattern_is_forgotten_is_not_kept(cache, library):
    library.gate.clear()
    read = cache.cached(LONG)(library.read)
    outdated = asyncio.ensure_future(read(library.owner, "a"))
    await called(library, 1)
    await cache.forget(library.owner)
    library.gate.set()
    await outdated
    await read(library.owner, "a")
    assert library.calls == 2


@pytest.mark.parametrize("rubbish", [b"", b"bytes:", b"bytes:{", b"bytes:[1]", b'bytes:{"error":["Gone"]}', b"7", b"\x80\x04."])
async def test_what_somebody_else_has_written_there_is_no_answer(cache, library, redis, rubbish):
    read = cache.cached(LONG)(library.read)
    await read(library.owner, "a")
    [key] = [key async for key in redis.scan_iter(f"fabula:cache:{library.owner}:*")]
    await redis.set(key, rubbish)
    assert await read(library.owner, "a") == await read(library.owner, "a") == [library.owner, "a", 1, False]
    assert library.calls == 2


async def test_under_a_token_that_somebody_else_has_written_nothing_is_kept(cache, library, redis):
    await redis.set("fabula:cache-tag:rubbish", "7")
    read = cache.cached(LONG, tags=["rubbish"])(library.read)
    for _ in range(2):
        await read(library.owner, "a")
    await cache.forget_tags("rubbish")
    for _ in range(2):
        await read(library.owner, "a")
    assert library.calls == 3
