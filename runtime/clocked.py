"""A port whose calls are timed. Actors know no clock, so it stands around what they are given, and decides nothing."""

import time
from collections.abc import Callable
from typing import Any

from runtime.telemetry import traces

Note = Callable[[str, float], None]
"""Is told the name of a call that succeeded, and the seconds that it took."""


class Clocked:
    """Whatever it is given, with the seconds of some of its asynchronous methods noted, and a span around each."""

    def __init__(self, port: Any, names: tuple[str, ...], note: Note) -> None:
        self._port = port
        self._names = names
        self._note = note

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)
        if name not in self._names:
            return method

        async def timed(*arguments: Any) -> Any:
            start = time.perf_counter()
            with traces.span(name):
                result = await method(*arguments)
            self._note(name, time.perf_counter() - start)
            return result

        return timed
