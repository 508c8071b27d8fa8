"""Instances of ``fabula serve`` as tests use them: each a process with its children, whose log is read as it comes."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import psutil

from tests.journey.shell import at_home

SECONDS = 200.0


class Instance:
    """One that runs."""

    def __init__(self, home: Path, port: int, *arguments: str, terminal: bool = False, **variables: str) -> None:
        """Begin. With ``terminal`` what it says is shown on one, which is how a password is."""
        shown, self._screen = os.openpty() if terminal else (None, None)
        environment = {**at_home(home), "FABULA_PORT": str(port), "FABULA_LOG_FORMAT": "json", "FABULA_RATE_LIMIT": "1000000"}
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gateway.cli.main", "serve", *arguments], env={**environment, **variables},
            cwd=home, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE if shown is None else self._screen,
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        if self._screen is not None:
            os.close(self._screen)
        self._stdout = self.process.stdout if shown is None else os.fdopen(shown)
        self.said: list[str] = []
        self.log: list[dict[str, Any]] = []
        self._readers = [threading.Thread(target=reading) for reading in (self._read_said, self._read_log)]
        for reader in self._readers:
            reader.start()

    def has_logged(self, event: str) -> bool:
        return any(event in str(line.get("event", "")) for line in self.log)

    def await_log(self, event: str) -> None:
        """Wait until this is said in the log."""
        until(lambda: self.has_logged(event) or self.process.poll() is not None)
        assert self.has_logged(event), self.log[-20:]

    def children(self, kind: str) -> list[psutil.Process]:
        """Its worker processes ("gateway.worker") or its theatre ("theatre")."""
        return [child for child in psutil.Process(self.process.pid).children() if kind in _words(child)]

    def kill(self) -> None:
        """Without any farewell. What it has started is gone soon."""
        children = [child for kind in ("gateway.worker", "theatre") for child in self.children(kind)]
        self.process.kill()
        self._ended()
        _, left = psutil.wait_procs(children, SECONDS)
        assert left == []

    def end(self) -> int:
        """Tell it to end; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self._ended()

    def destroy(self) -> None:
        """See to it that nothing of it is left."""
        if self.process.poll() is None:
            self.end()
        self._ended()

    def _ended(self) -> int:
        status = self.process.wait(SECONDS)
        for reader in self._readers:
            reader.join()
        for stream in (self._stdout, self.process.stderr):
            assert stream is not None
            stream.close()
        return status

    def _read_said(self) -> None:
        assert self._stdout is not None
        with suppress(OSError):  # how a terminal says that nobody shows anything on it any more
            for line in self._stdout:
                self.said.append(line)

    def _read_log(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.log.append(json.loads(line) if line.startswith("{") else {"event": line.strip(), "bare": True})


def _words(process: psutil.Process) -> list[str]:
    """Its command line; nothing of one that has just died."""
    with suppress(psutil.Error):
        return process.cmdline()
    return []


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(met: Callable[[], object], seconds: float = SECONDS) -> None:
    end = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < end, "nothing came of it"
        time.sleep(0.05)


@contextmanager
def asked_again_and_again(url: str, path: str, keep: bool) -> Iterator[list[int | str]]:
    """Somebody asks all the time, over one connection or each time over a new one; what came of it."""
    over, answers = threading.Event(), []

    def ask() -> None:
        headers = {} if keep else {"Connection": "close"}
        with httpx.Client(base_url=url, headers=headers, timeout=120) as client:
            while not over.is_set():
                try:
                    answers.append(client.get(path).status_code)
                except httpx.HTTPError as error:
                    answers.append(repr(error))

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield answers
    finally:
        over.set()
        asking.join()
