"""Looking ahead: the next item is fetched while one is worked on, and nothing is lost, taken twice or left running."""

import asyncio
from contextlib import aclosing

import pytest

from runtime.lookahead import ahead


class Source:
    """Gives numbers up to the last one, then ends or breaks."""

    def __init__(self, last: int, error: Exception | None = None) -> None:
        self.last, self.error = last, error
        self.given: list[int] = []
        self.ended = False

    async def numbers(self):
        try:
            for number in range(1, self.last + 1):
                await asyncio.sleep(0)
                self.given.append(number)
                yield number
            if self.error:
                raise self.error
        finally:
            self.ended = True


async def settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_everything_comes_in_order_and_then_it_ends():
    source = Source(5)
    assert [number async for number in ahead(source.numbers())] == [1, 2, 3, 4, 5]
    assert source.ended


async def test_an_empty_source_gives_nothing():
    assert [number async for number in ahead(Source(0).numbers())] == []


async def test_one_item_is_fetched_while_another_is_worked_on_and_no_more_than_one():
    source = Source(5)
    async with aclosing(ahead(source.numbers())) as numbers:
        async for number in numbers:
            await settled()
            assert source.given[-1] == min(number + 1, 5)


async def test_what_fetching_raises_comes_after_all_that_came_before():
    seen = []
    with pytest.raises(ConnectionError, match="gone"):
        async for number in ahead(Source(3, ConnectionError("gone")).numbers()):
            seen.append(number)
            await settled()
    assert seen == [1, 2, 3]


async def test_who_stops_early_leaves_nothing_running():
    source = Source(5)
    async with aclosing(ahead(source.numbers())) as numbers:
        assert await anext(numbers) == 1
    await settled()
    assert source.ended and source.given == [1]
    assert len(asyncio.all_tasks()) == 1


async def test_an_error_of_the_work_hides_no_error_of_fetching_that_nobody_asked_for():
    source = Source(1, ConnectionError("gone"))
    with pytest.raises(ZeroDivisionError):
        async with aclosing(ahead(source.numbers())) as numbers:
            async for _ in numbers:
                await settled()
                raise ZeroDivisionError
    assert source.ended
