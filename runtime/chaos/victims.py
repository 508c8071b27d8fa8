"""Victims: the processes that a fault strikes, found among those that this command started and nowhere else."""

import asyncio
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress

import psutil

from runtime.services.ensemble import Ensemble
from runtime.services.postgres import Postgres
from runtime.services.valkey import Valkey
from runtime.settings import Settings

TITLES = {
    "troupe": "ray::Troupe", "supervisor": "ray::EcosystemProcess", "projector": "ray::ProjectionsProcess",
    "head": "gcs_server", "raylet": "raylet",
}  # fmt: skip
"""How the command line of a process begins; of a program only its name."""

PATIENCE = 5.0
LOOK_SECONDS = 0.02


async def awaited(find: Callable[[], list[psutil.Process]]) -> list[psutil.Process]:
    """What is found as soon as there is something; [] when there is nothing for some seconds."""
    for _ in range(round(PATIENCE / LOOK_SECONDS)):
        if found := find():
            return found
        await asyncio.sleep(LOOK_SECONDS)
    return []


def workers(victim: str, below: int) -> list[psutil.Process]:
    """The processes of Ray of this kind that descend from the process ``below``."""
    found = []
    with suppress(psutil.Error):
        for process in psutil.Process(below).children(recursive=True):
            with suppress(psutil.Error):  # it may end while it is looked at
                if _is(process, TITLES[victim]):
                    found.append(process)
    return sorted(found, key=lambda process: process.pid)


def family(settings: Settings, victim: str) -> list[psutil.Process]:
    """The processes of an embedded server, the first one first; [] when it does not run."""
    ensemble = Ensemble(settings)
    own = {"postgres": Postgres(ensemble.home), "valkey": Valkey(ensemble.home), **ensemble.extras}[victim]
    pid = own.server.pid
    with suppress(psutil.Error):
        if pid is not None:
            first = psutil.Process(pid)
            return [first, *first.children(recursive=True)]
    return []


def send(processes: Sequence[psutil.Process], number: signal.Signals) -> None:
    """Send all of them a signal; whoever is gone by now needs none."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(number)


def _is(process: psutil.Process, title: str) -> bool:
    command = process.cmdline()
    return " ".join(command).startswith(title) or (bool(command) and command[0].rpartition("/")[2] == title)
