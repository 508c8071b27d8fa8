"""What makes a world small: the manners are read once for all worlds, and what happens rarely happens often."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime, tzinfo
from functools import cache
from typing import Any
from unittest.mock import patch

from apscheduler.executors import base as executors
from apscheduler.schedulers import base as schedulers
from apscheduler.triggers import interval

from actors import attendance, attention, recovery, supervisor
from actors.genre import Genre
from actors.mind import setting
from actors.mind.grammar import Grammar
from actors.mind.volition import Volition
from runtime import clocked, keeper, session

BEGINNING = 978_300_000
"""The time of day at which every world begins; nothing depends on it."""

RARE = (
    (supervisor, "SNAPSHOT_EVERY", 3),
    (supervisor, "ACQUAINTANCES", 3),
    (attention, "NEIGHBOURHOOD", 1),
    (attention, "TURN", 2),
    (attendance, "LINGER", 1),
    (attendance, "SPARE", 2),
    (keeper, "BATCH", 4),
    (session, "HOUSEKEEPING_SECONDS", 0.5),
)
"""What the product does every so often, or from so many on: here it does it all the time."""


class SimulatedDatetime(datetime):
    """The calendar of the running loop, for those who ask the calendar and not the loop."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return datetime.fromtimestamp(BEGINNING + asyncio.get_running_loop().time(), tz)


class SimulatedClock:
    """Stands where the module ``time`` stands."""

    @staticmethod
    def perf_counter() -> float:
        return asyncio.get_running_loop().time()


@contextmanager
def miniature() -> Iterator[None]:
    """Inside, worlds are small, and everybody's clock is the loop's."""
    replaced = [
        *RARE,
        (recovery, "Genre", _Genres),
        (setting, "Volition", _volition),
        (setting, "Grammar", _grammar),
        (clocked, "time", SimulatedClock),
        *((module, "datetime", SimulatedDatetime) for module in (schedulers, executors, interval)),
    ]
    with ExitStack() as stack:
        for owner, name, value in replaced:
            stack.enter_context(patch.object(owner, name, value))
        yield


class _Genres:
    """Stands where ``Genre`` stands in ``actors.recovery``: parses each genre once."""

    from_blob = staticmethod(cache(Genre.from_blob))


_PARSED: dict[int, tuple[Any, Any]] = {}  # id of what was parsed → itself, and what came of it


def _volition(genre: Genre) -> Volition:
    return _once(genre, Volition)


def _grammar(speech: Mapping[str, tuple[str, ...]]) -> Grammar:
    return _once(speech, Grammar)


def _once(source: Any, parse: Any) -> Any:
    """Volition and grammar never change: all processes of all worlds share them."""
    if id(source) not in _PARSED:
        _PARSED[id(source)] = source, parse(source)
    return _PARSED[id(source)][1]
