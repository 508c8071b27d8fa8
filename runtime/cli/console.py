"""What all commands share: where output goes, and how an error becomes one line and an exit status."""

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console

from runtime.settings import Settings

T = TypeVar("T")

REFUSED = 2
"""Exit status of a command that was refused: bad input, or something missing that the user must provide."""

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

DataDir = Annotated[Path | None, typer.Option("--data-dir", help="Where Fabula keeps its data (default: FABULA_HOME).")]


def settings(data_dir: Path | None = None) -> Settings:
    """The settings of this command; ``--data-dir`` wins over the environment."""
    return Settings(home=data_dir) if data_dir is not None else Settings()


def line(text: str) -> None:
    """One line to stdout, as it is."""
    out.file.write(text + "\n")
    out.file.flush()


def run(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run a command's coroutine; SIGTERM unwinds it as Ctrl-C does."""

    async def guarded() -> T:
        task = asyncio.current_task()
        assert task is not None
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        return await main()

    with _stdout_kept():
        return asyncio.run(guarded())


@contextmanager
def _stdout_kept() -> Iterator[None]:
    """Keep stdout for what the command itself says: Ray prints the news of its nodes there, which go to stderr meanwhile."""
    out.file = sys.stdout
    with redirect_stdout(sys.stderr):
        yield
