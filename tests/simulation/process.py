"""Processes of a simulated world: what can be stopped, go on, and be killed at any point where it waits."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextvars import Context, ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_HERE: ContextVar["Process"] = ContextVar("_HERE")


class Process:
    """Its callbacks run in the order in which they became ready, as asyncio promises; whose turn it is, the loop decides.

    Whatever is begun inside belongs to it, since tasks and timers inherit the context.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.alive = True
        self.stopped = False
        self.fuse = 0
        """So many steps more, and it is killed; 0 for no such plan."""
        self.ready: deque[asyncio.Handle] = deque()
        self.tasks: list[asyncio.Task[Any]] = []
        self.mourners: list[Callable[[], None]] = []
        """Called once it is dead."""
        self._context = Context()
        self._context.run(_HERE.set, self)

    def context(self) -> Context:
        """A new context in which everything belongs to this process."""
        return self._context.copy()

    def run(self, call: Callable[..., T], *arguments: Any) -> T:
        """Call it inside."""
        return self.context().run(call, *arguments)

    def __repr__(self) -> str:
        return self.name


def here() -> Process | None:
    """The process in which this is called; None outside of all."""
    return _HERE.get(None)


def process_of(context: Context) -> Process | None:
    """The process to which a context belongs."""
    return context.get(_HERE)
