"""The command line as tests use it: by a clerk who runs one command after another, or as from a terminal."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from runtime.services import down
from runtime.settings import Settings

REPOSITORY = Path(__file__).parents[2]
FABULA = [sys.executable, "-m", "runtime.cli.main"]
SECONDS = 180

SERVE = """
import json, os, sys, tempfile
from runtime.cli.main import main
answers = os.fdopen(os.dup(1), "w")
for line in sys.stdin:
    arguments, variables = json.loads(line)
    os.environ.update(variables)
    streams = [tempfile.TemporaryFile("w+") for _ in range(2)]
    for number, stream in enumerate(streams, 1):
        os.dup2(stream.fileno(), number)
    sys.argv = ["fabula", *arguments]
    try:
        main()
        code = 0
    except SystemExit as end:
        code = end.code or 0
    sys.stdout.flush()
    sys.stderr.flush()
    for name in variables:
        del os.environ[name]
    for stream in streams:
        stream.seek(0)
    print(json.dumps([code, *(stream.read() for stream in streams)]), file=answers, flush=True)
"""
"""A process that runs one command after another, since most of a refused command's time goes into its imports."""


class Done(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FABULA_", "RAY_"))}
    return {**kept, "PYTHONPATH": str(REPOSITORY), "COLUMNS": "80"}


class Clerk:
    """Runs commands in the process of ``SERVE``."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=environment(), cwd=tempfile.gettempdir(),
        )  # fmt: skip

    def run(self, arguments: Sequence[str], variables: Mapping[str, str]) -> Done:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([list(arguments), dict(variables)]) + "\n")
        self.process.stdin.flush()
        return Done(*json.loads(self.process.stdout.readline()))

    def leave(self) -> None:
        self.process.communicate(timeout=SECONDS)


@dataclass
class Shell:
    """Runs the command line on one data directory."""

    clerk: Clerk
    home: Path
    variables: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str) -> Done:
        return self.clerk.run(arguments, {"FABULA_HOME": str(self.home), **self.variables})

    def alone(self, *arguments: str) -> Done:
        """In a process of its own, as from a terminal."""
        done = subprocess.run(
            [sys.executable, "-m", "runtime.cli.main", *arguments],
            env={**environment(), "FABULA_HOME": str(self.home), **self.variables}, cwd=tempfile.gettempdir(),
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=SECONDS,
        )  # fmt: skip
        return Done(done.returncode, done.stdout, done.stderr)

    def refusal(self, *arguments: str) -> str:
        """The reason for which the command was refused."""
        return reason_of(self.run(*arguments))


def reason_of(done: Done) -> str:
    """The reason of a refusal, after making sure that it is one in the right form."""
    complaint = done.err.splitlines()
    assert (done.code, done.out, len(complaint)) == (2, "", 1), done
    assert "Traceback" not in done.err
    assert complaint[0].startswith("fabula: ")
    return complaint[0].removeprefix("fabula: ")


def folder(prefix: str) -> Path:
    return Path(tempfile.mkdtemp(prefix=f"fabula-{prefix}-"))


def removed(root: Path) -> None:
    """Remove a data directory with everything that belongs to it."""
    if (root / "run").is_dir():
        down(Settings(home=root), force=True)
    data = (root / "postgres").resolve()
    shutil.rmtree(root)
    if data.parent.name.startswith("postgres-"):  # where root puts it when Postgres cannot reach the data directory
        shutil.rmtree(data.parent)


def at_home(home: Path) -> dict[str, str]:
    """The environment of a command on this data directory."""
    return {**environment(), "FABULA_HOME": str(home), "FABULA_EMBEDDER": "hashed", "COLUMNS": "200"}


@contextmanager
def begun(home: Path, *arguments: str, group: bool = False) -> Iterator["subprocess.Popen[str]"]:
    """A command while it runs, in a ``group`` of processes of its own if so wished; it does not outlive the block."""
    with subprocess.Popen(
        [*FABULA, *arguments], env=at_home(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=group,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


def fabula(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """The command's output; it must succeed."""
    done = subprocess.run([*FABULA, *arguments], env=at_home(home), capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stderr
    return done
