"""Clocks on functions, for the time of a block: how long each took by itself, without what it called that is clocked too."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from inspect import getattr_static, iscoroutinefunction
from typing import Any, NamedTuple


class Clock(NamedTuple):
    """Which function (of a class or module) counts for which stage."""

    stage: str
    owner: Any
    name: str


class Clocks:
    """Works for code that takes turns: while a clocked coroutine waits, no other clocked function may run."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._open: list[tuple[float, list[float]]] = []

    @contextmanager
    def on(self, clocks: Sequence[Clock]) -> Iterator[None]:
        """Inside the block these functions are clocked."""
        kept = [(clock, getattr_static(clock.owner, clock.name), clock.name in vars(clock.owner)) for clock in clocks]
        try:
            for clock, found, _ in kept:
                timed = self.timed(clock.stage, getattr(clock.owner, clock.name))
                setattr(clock.owner, clock.name, staticmethod(timed) if isinstance(found, staticmethod) else timed)
            yield
        finally:
            for clock, found, own in kept:
                if own:
                    setattr(clock.owner, clock.name, found)
                else:  # inherited: left here it would hide what its owner becomes later
                    delattr(clock.owner, clock.name)

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, clocked."""

        @wraps(function)
        def plain(*arguments: Any) -> Any:
            with self._running(stage):
                return function(*arguments)

        @wraps(function)
        async def waiting(*arguments: Any) -> Any:
            with self._running(stage):
                return await function(*arguments)

        return waiting if iscoroutinefunction(function) else plain

    @contextmanager
    def _running(self, stage: str) -> Iterator[None]:
        inner: list[float] = []
        self._open.append((time.perf_counter(), inner))
        try:
            yield
        finally:
            start, _ = self._open.pop()
            whole = time.perf_counter() - start
            self.seconds[stage] = self.seconds.get(stage, 0.0) + whole - sum(inner)
            if self._open:
                self._open[-1][1].append(whole)
