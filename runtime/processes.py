"""The processes of one run on this machine, by kind: their memory and CPU time, for people and benchmarks."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import psutil

from runtime.services.ensemble import Ensemble
from runtime.settings import Settings

TITLES = {"ray::Troupe": "troupes", "ray::Ecosystem": "supervisor"}


@dataclass(frozen=True, slots=True)
class Usage:
    """``memory`` in bytes, of what is shared each its part; ``cpu`` in seconds, user and system, since the processes began."""

    memory: int
    cpu: float


def usage(settings: Settings) -> dict[str, Usage]:
    """Kind → usage: "command" (this process), "ray", "supervisor", "troupes", and the embedded servers by name.

    Processes of a Ray cluster that somebody else started do not belong to this one, and are left out.
    """
    found: dict[str, Usage] = {}
    for kind, process in _processes(settings):
        with suppress(psutil.NoSuchProcess):  # it ended just now
            times = process.cpu_times()
            before = found.get(kind, Usage(0, 0.0))
            found[kind] = Usage(before.memory + _memory(process), before.cpu + times.user + times.system)
    return found


def memory(settings: Settings) -> int:
    """The bytes of all of them together."""
    return sum(used.memory for used in usage(settings).values())


def _processes(settings: Settings) -> Iterator[tuple[str, psutil.Process]]:
    served: dict[int, None] = {}
    for own in Ensemble(settings).embedded:
        for process in _family(own.server.pid):
            served[process.pid] = None
            yield own.server.name, process
    me = os.getpid()
    for process in _family(me):
        if process.pid not in served:  # servers that this process started are its children too
            yield "command" if process.pid == me else _kind(process), process


def _family(pid: int | None) -> list[psutil.Process]:
    """A process and all that it started; nobody when it is gone."""
    if pid is not None:
        with suppress(psutil.NoSuchProcess):
            first = psutil.Process(pid)
            return [first, *first.children(recursive=True)]
    return []


def _kind(process: psutil.Process) -> str:
    with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
        title = " ".join(process.cmdline())
        return next((kind for start, kind in TITLES.items() if title.startswith(start)), "ray")
    return "ray"


def _memory(process: psutil.Process) -> int:
    try:
        full = process.memory_full_info()
        return int(getattr(full, "pss", full.uss))
    except psutil.AccessDenied:
        return int(process.memory_info().rss)
