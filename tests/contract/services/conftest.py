"""Real servers, real processes: data directories directly under the system's temporary one, so that any account can get there."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from runtime.services import down
from runtime.settings import Settings

REPOSITORY = Path(__file__).parents[3]
DEADLINE = 180.0

USE = """
import sys
from runtime.services import open_services
from runtime.settings import Settings
with open_services(Settings()) as services:
    print("open", flush=True)
    sys.stdin.readline()
print("closed", flush=True)
"""


def until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.01)


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FABULA_")}
    return {**kept, "FABULA_HOME": str(home), "PYTHONPATH": str(REPOSITORY), "PYTHONDONTWRITEBYTECODE": "1", **more}


class Guest:
    """Another process that runs a piece of Python on a data directory."""

    def __init__(self, home: Path, code: str = USE, **more: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(home, **more),
            cwd="/",
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        return self.process.pid

    def says(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def leaves(self) -> tuple[str, str]:
        """Let it go on to its end; what it still said, and its complaints."""
        out, err = self.process.communicate("\n", timeout=DEADLINE)
        return out.strip(), err.strip()

    def dies(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=DEADLINE)


@pytest.fixture
def home() -> Iterator[Path]:
    root = Path(tempfile.mkdtemp(prefix="fabula-test-"))
    yield root
    if (root / "run").is_dir():
        down(Settings(home=root), force=True)
    data = (root / "postgres").resolve()
    shutil.rmtree(root)
    if data.parent.name.startswith("postgres-"):  # where root puts it when Postgres cannot reach the data directory
        shutil.rmtree(data.parent)


@pytest.fixture
def guest(home: Path) -> Iterator[Callable[..., Guest]]:
    guests: list[Guest] = []

    def start(code: str = USE, **more: str) -> Guest:
        guests.append(Guest(home, code, **more))
        return guests[-1]

    yield start
    for one in guests:
        if one.process.poll() is None:
            one.dies()


def servers(home: Path) -> list[psutil.Process]:
    """Every process, zombies aside, that was started for this data directory."""
    found = []
    for process in psutil.process_iter(["name", "cmdline", "cwd", "status"]):
        text = " ".join(process.info["cmdline"] or [])
        working = str(home) in text or (process.info["cwd"] or "").startswith(str(home))
        if (
            working
            and process.pid != os.getpid()
            and not process.info["name"].startswith("python")
            and process.info["status"] != psutil.STATUS_ZOMBIE
        ):
            found.append(process)
    return found


def first_processes(home: Path) -> list[psutil.Process]:
    return [process for process in servers(home) if process.name() == "valkey-server" or "-D" in process.cmdline()]
