"""A server process that outlives the one which started it.

Its life is a lock: it inherits a locked descriptor of its *alive* file, which the kernel frees when the last of its processes
is gone. So nothing is ever concluded from a process id that may belong to somebody else by now.
"""

import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from actors.errors import ServiceFailed
from runtime.services.account import Account
from runtime.services.locks import is_locked, lock, open_lock, wait_until

READY_SECONDS = 60.0
REAP_SECONDS = 1.0
# The alive file is standard input; the shell that becomes the server, not we, notes the id, so our death cannot come in between.
LAUNCH = 'umask 077; echo $$ >&0; exec "$@"'
TROUBLE = ("FATAL", "PANIC", "ERROR", "# ")
SPAWNED: set[int] = set()  # children of this process that it has not reaped yet


def bare_environment() -> dict[str, str]:
    """What servers and their tools get to see: nothing of ours that could change them (PGDATA, PGHOST, locale)."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}


@dataclass(frozen=True, slots=True)
class Server:
    """One server of a data directory, running or not."""

    name: str
    directory: Path  # its working directory, by which its process is recognised
    alive: Path
    log: Path
    goodbyes: tuple[tuple[signal.Signals, float], ...]  # what to send, and how long to wait, politest first

    def is_running(self) -> bool:
        return is_locked(self.alive)

    @property
    def where(self) -> str:
        """Where the running server was told to listen: a socket's path, or host and port."""
        return self._note(0)

    @property
    def socket(self) -> Path:
        """``where``, of a server that listens on a Unix socket."""
        return Path(self.where)

    @property
    def pid(self) -> int | None:
        """The id of the running server's first process, or None when it is not running or not visible from here."""
        text = self._note(1) if self.is_running() else ""
        if not text.isdecimal():
            return None
        try:
            here = psutil.Process(int(text)).cwd()
        except psutil.Error:
            return None
        return int(text) if Path(here) == self.directory.resolve() else None

    def spawn(
        self, command: Sequence[str], where: Path | str, account: Account, environment: Mapping[str, str] | None = None
    ) -> None:
        """Start it in a session of its own, seeing ``bare_environment`` unless told otherwise. Raises ServiceFailed when it
        runs already or cannot be started at all."""
        reap()
        handle = open_lock(self.alive)
        try:
            if not lock(handle):
                raise ServiceFailed(self.name, "is still running")
            os.ftruncate(handle, 0)
            os.write(handle, os.fsencode(f"{where}\n"))
            self._launch(command, handle, account, environment or bare_environment())
        finally:
            os.close(handle)

    def is_there(self, ready: Callable[[], bool], seconds: float = READY_SECONDS) -> bool:
        """Whether it runs, once it is known: waits for one that is still starting, or whose last processes are just dying."""
        wait_until(lambda: ready() or not self.is_running(), seconds)
        return self.is_running()

    def await_ready(self, ready: Callable[[], bool], seconds: float = READY_SECONDS) -> None:
        """Return when ``ready``. Raises ServiceFailed with the last word of its log when it ends or takes longer."""
        if not wait_until(lambda: ready() or not self.is_running(), seconds):
            raise ServiceFailed(self.name, f"is not ready after {seconds:g} s: {self.last_word()}")
        if not self.is_running():
            raise ServiceFailed(self.name, self.last_word())

    def stop(self) -> bool:
        """End it and wait until it is gone; False when it was not running. Raises ServiceFailed when it does not end."""
        reap()
        if not self.is_running():
            return False
        pid = self.pid
        for number, seconds in self.goodbyes:
            self._send(number)
            if wait_until(lambda: not self.is_running(), seconds):
                wait_until(lambda: reap(pid), REAP_SECONDS)
                return True
        where = f"process {pid} does not end" if pid else "is run by a process that is not visible from here (another container?)"
        raise ServiceFailed(self.name, where)

    def last_word(self) -> str:
        """The last complaint in its log since it was started, else the last line."""
        with suppress(OSError):
            lines = [line.strip() for line in self.log.read_text(errors="replace").splitlines() if line.strip()]
            complaints = [line for line in lines if any(word in line for word in TROUBLE)]
            if lines:
                return (complaints or lines)[-1]
        return "it ended without a word"

    def fresh_log(self) -> int:
        """A descriptor of an empty log; the former one is kept as ``.old``."""
        with suppress(FileNotFoundError):
            self.log.replace(self.log.with_suffix(".log.old"))
        return os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC, 0o600)

    def _launch(self, command: Sequence[str], handle: int, account: Account, environment: Mapping[str, str]) -> None:
        log = self.fresh_log()
        try:
            child = _Detached(
                ["/bin/sh", "-c", LAUNCH, "sh", *command],
                stdin=handle,
                stdout=log,
                stderr=log,
                cwd=self.directory,
                env=environment,
                start_new_session=True,
                **account.switch(),
            )
            SPAWNED.add(child.pid)
        except (OSError, subprocess.SubprocessError) as error:
            raise ServiceFailed(self.name, f"cannot be started: {error}") from None
        finally:
            os.close(log)

    def _send(self, number: signal.Signals) -> None:
        pid = self.pid
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def _note(self, line: int) -> str:
        with suppress(OSError, IndexError):
            return self.alive.read_text().splitlines()[line]
        return ""


class _Detached(subprocess.Popen[bytes]):
    """A child that may outlive us: forgetting it is no mistake, and needs no warning."""

    def __del__(self) -> None:
        pass


def reap(*more: int | None) -> bool:
    """Leave no zombie of servers that this process started, nor of those it inherited as process 1; whether none is left."""
    SPAWNED.update(pid for pid in more if pid is not None)
    SPAWNED.difference_update([pid for pid in list(SPAWNED) if _is_over(pid)])
    return not SPAWNED.intersection(more)


def _is_over(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG) != (0, 0)
    except ChildProcessError:
        return True
