"""Leases: who uses the servers of a data directory. A killed process's lease is recognised by its free lock."""

import os
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from runtime.services.locks import MOMENT, is_locked, lock, open_lock


@dataclass(frozen=True, slots=True)
class Lease:
    """One user of the servers: a locked file named after its process. Take and drop it while holding ``run/lock``."""

    path: Path
    handle: int
    pid: int

    @classmethod
    def take(cls, directory: Path) -> "Lease":
        """A new lease of this process, which may hold several."""
        pid = os.getpid()
        for number in count(1):
            path = directory / (str(pid) if number == 1 else f"{pid}.{number}")
            if not is_locked(path):
                return cls(path, _locked(path), pid)
        raise AssertionError

    def is_ours(self) -> bool:
        """False in a forked child: the lease stays its parent's."""
        return os.getpid() == self.pid

    def drop(self) -> None:
        """Give it back."""
        self.path.unlink(missing_ok=True)
        os.close(self.handle)


def holders(directory: Path) -> list[int]:
    """The ids of the processes that hold leases now, without doubles; reads only."""
    if not directory.is_dir():
        return []
    return sorted({_pid(path) for path in directory.iterdir() if is_locked(path)})


def sweep(directory: Path) -> None:
    """Remove the files of dead processes. Only while holding ``run/lock``."""
    for path in directory.iterdir():
        if not is_locked(path):
            path.unlink(missing_ok=True)


def _locked(path: Path) -> int:
    handle = open_lock(path)
    if lock(handle, MOMENT):
        return handle
    os.close(handle)
    raise OSError(f"{path} is locked by somebody who does not hold run/lock")


def _pid(path: Path) -> int:
    return int(path.name.partition(".")[0])
