"""The cache while its Valkey dies, hangs or is not there: it is done without, and nothing that was to be forgotten comes back."""

import asyncio
import logging
import os
import signal

import pytest

from storage.cache import cache as caches
from tests.contract.caching.library import LONG, Library, called, several


async def test_a_cache_that_dies_is_done_without_and_found_again_with_one_warning(valkey, cache, library, caplog):
    caplog.set_level(logging.INFO, logger="storage.cache.server")
    read = cache.cached(LONG, tags=["shelf:{shelf}"])(library.read)
    for outage in (1, 2):
        await read(library.owner, "a", outage)
        before = library.calls
        valkey.terminate()  # SIGKILL
        for _ in range(5):
            assert await read(library.owner, "a", outage) == [library.owner, "a", outage, False]
            await cache.forget(library.owner)
        assert library.calls == before + 5
        valkey.start()
        await found_again(read, library)
        assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"] * outage


async def found_again(read, library: Library) -> None:
    """Until something is kept."""
    for book in range(1000, 3000):
        await read(library.owner, "a", book)
        before = library.calls
        await read(library.owner, "a", book)
        if library.calls == before:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nothing is kept any more")


async def test_a_cache_that_was_never_there_stops_nobody(tmp_path, library, caplog):
    async with several(f"unix://{tmp_path / 'nobody.sock'}", 1) as [cache]:
        read = cache.cached(LONG, tags=["shelf:{shelf}"])(library.read)
        for _ in range(50):
            assert await read(library.owner, "a") == [library.owner, "a", 1, False]
        await cache.forget_tags("shelf:a")
        await cache.forget(library.owner)
    assert library.calls == 50
    assert [record.levelname for record in caplog.records] == ["WARNING"]


async def test_while_there_is_no_cache_callers_at_once_still_make_one_call(tmp_path, library):
    async with several(f"unix://{tmp_path / 'nobody.sock'}", 1) as [cache]:
        library.gate.clear()
        callers = [asyncio.ensure_future(cache.cached(LONG)(library.read)(library.owner, "a")) for _ in range(200)]
        await called(library, 1)
        await asyncio.sleep(0.05)
        library.gate.set()
        await asyncio.gather(*callers)
    assert library.calls == 1


async def test_a_cache_that_hangs_makes_one_caller_wait_half_a_second_and_the_others_not_at_all(valkey, url, library):
    async with several(url, 1, pause=60.0) as [cache]:
        read = cache.cached(LONG)(library.read)
        await read(library.owner, "a")
        os.kill(valkey._process.pid, signal.SIGSTOP)
        try:
            began = asyncio.get_running_loop().time()
            for book in range(2, 100):
                await read(library.owner, "a", book)
            assert 0.4 < asyncio.get_running_loop().time() - began < 2
        finally:
            os.kill(valkey._process.pid, signal.SIGCONT)


@pytest.mark.parametrize("how", ["owner", "tag", "very much"])
async def test_what_could_not_be_forgotten_in_an_outage_is_forgotten_before_anything_is_read_again(
    valkey, url, library, monkeypatch, how
):
    async with several(url, 1, patience=0.1, pause=0.05) as [cache]:
        read = cache.cached(LONG, tags=["shelf:{shelf}"])(library.read)
        await read(library.owner, "a")
        os.kill(valkey._process.pid, signal.SIGSTOP)
        try:
            if how == "tag":
                await cache.forget_tags("shelf:a")
            elif how == "owner":
                await cache.forget(library.owner)
            else:
                for number in range(1002):
                    await cache.forget(f"{library.owner}-{number}")
        finally:
            os.kill(valkey._process.pid, signal.SIGCONT)
        await asyncio.sleep(0.1)
        await read(library.owner, "a")
        assert library.calls == 2


async def test_nothing_is_kept_whose_tag_could_not_be_looked_up(cache, library, monkeypatch):
    async def blind(self, key: str) -> None:
        return None

    read = cache.cached(LONG, tags=["shelf:{shelf}"])(library.read)
    monkeypatch.setattr(caches.Cache, "_token", blind)
    for _ in range(2):
        await read(library.owner, "a")
    assert library.calls == 2


async def test_a_closed_cache_is_no_cache(cache, library):
    read = cache.cached(LONG)(library.read)
    await read(library.owner, "a")
    await cache.close()
    await cache.close()
    await read(library.owner, "a")
    assert library.calls == 2
