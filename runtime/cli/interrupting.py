"""Ctrl-C in a run: the first asks for its end, the second ends the command at once."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def interruptible(say: Callable[[str], None], part: str = "tick") -> Iterator[asyncio.Event]:
    """Inside the block the first Ctrl-C sets the event and says so; the second cancels the task that entered the block.
    ``part`` is what is still finished.

    Neither can harm: whatever is committed stands, and what is not is played again. The first only saves that work.
    """
    loop, task, ending = asyncio.get_running_loop(), asyncio.current_task(), asyncio.Event()
    assert task is not None

    def interrupt() -> None:
        if ending.is_set():
            task.cancel()
            return
        ending.set()
        say(f"ending after this {part}; Ctrl-C again stops at once")

    before = signal.getsignal(signal.SIGINT)
    loop.add_signal_handler(signal.SIGINT, interrupt)
    try:
        yield ending
    finally:
        loop.remove_signal_handler(signal.SIGINT)
        signal.signal(signal.SIGINT, before)
