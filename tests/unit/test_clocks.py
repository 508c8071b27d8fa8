"""Clocks on functions: own time only, and nothing is left behind."""

import asyncio
import time

import pytest

from runtime.clocks import Clock, Clocks


class Kitchen:
    """Three functions of each kind, one in another."""

    def cook(self) -> str:
        time.sleep(0.002)
        return f"{self.chop()}, {self.stir(2)}"

    def chop(self) -> str:
        time.sleep(0.02)
        return "chopped"

    @staticmethod
    def stir(times: int) -> str:
        return "stirred " * times

    async def serve(self) -> str:
        await asyncio.sleep(0.02)
        return self.cook()


ALL = tuple(Clock(name, Kitchen, name) for name in ("cook", "chop", "stir", "serve"))


async def test_each_function_is_charged_with_its_own_time_only():
    clocks = Clocks()
    with clocks.on(ALL):
        start = time.perf_counter()
        assert await Kitchen().serve() == "chopped, stirred stirred "
        whole = time.perf_counter() - start
    assert set(clocks.seconds) == {"cook", "chop", "stir", "serve"}
    assert clocks.seconds["chop"] >= 0.02 and clocks.seconds["serve"] >= 0.02 and clocks.seconds["cook"] >= 0.002
    assert sum(clocks.seconds.values()) <= whole


async def test_times_of_calls_add_up():
    clocks = Clocks()
    with clocks.on(ALL[1:2]):
        for _ in range(3):
            Kitchen().chop()
    assert clocks.seconds["chop"] >= 0.06


def test_functions_are_as_before_after_the_block_however_it_ends():
    before = dict(vars(Kitchen))
    with pytest.raises(RuntimeError), Clocks().on(ALL):
        assert vars(Kitchen)["cook"] is not before["cook"]
        raise RuntimeError
    assert dict(vars(Kitchen)) == before


def test_what_a_class_inherits_does_not_become_its_own():
    class Canteen(Kitchen):
        """Cooks as kitchens do."""

    clocks = Clocks()
    with clocks.on((Clock("chop", Canteen, "chop"),)):
        Canteen().chop()
    assert clocks.seconds["chop"] > 0
    assert "chop" not in vars(Canteen)


def test_what_fails_is_clocked_too():
    def burn() -> None:
        raise ValueError

    clocks = Clocks()
    with pytest.raises(ValueError):
        clocks.timed("burn", burn)()
    assert clocks.seconds["burn"] > 0
