"""What the processes of a simulated world log: a warning of the runtime or an error of anybody is a broken promise."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from tests.simulation.process import here


class _Listener(logging.Handler):
    def __init__(self, complaints: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._complaints = complaints

    def emit(self, record: logging.LogRecord) -> None:
        process = here()
        if process is None or not process.alive:
            return  # what the dying say is no complaint
        if record.levelno >= logging.ERROR or record.name.startswith("runtime."):
            self._complaints.append(f"{process}: {record.name}: {record.getMessage()}")


@contextmanager
def listened_to(complaints: list[str]) -> Iterator[None]:
    """Inside, what is logged is added to the complaints, and goes nowhere else."""
    root, listener = logging.getLogger(), _Listener(complaints)
    handlers, root.handlers = root.handlers, [listener]
    try:
        yield
    finally:
        root.handlers = handlers
