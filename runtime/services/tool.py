"""Short-lived programs of servers (initdb, psql, mvn), run so that nothing of them outlives an interruption unnoticed."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from actors.errors import ServiceFailed
from runtime.services.account import Account, own_account
from runtime.services.server import bare_environment

SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Tool:
    """Runs Postgres' programs of one directory, each with the held descriptor of ``run/lock``.

    Should we be killed, the data directory thus stays locked until the program has ended.
    """

    programs: Path
    lock: int

    def run(self, command: Sequence[str], account: Account, cwd: Path, text: str = "") -> None:
        """Run one to its end, with ``text`` as input. Raises ServiceFailed with its last complaint."""
        program = [str(self.programs / command[0]), *command[1:]]
        code, _, complaints = finished("Postgres", program, self.lock, cwd, account=account, text=text)
        if code != 0:
            raise ServiceFailed("Postgres", f"{command[0]}: {(complaints.strip().splitlines() or ['failed'])[-1]}")


def finished(
    service: str, command: Sequence[str], lock: int, cwd: Path,
    *, environment: Mapping[str, str] | None = None, account: Account | None = None, text: str = "", seconds: float = SECONDS,
) -> tuple[int, str, str]:  # fmt: skip
    """Run a program to its end: its exit status, output and complaints. It inherits ``lock``.

    Raises ServiceFailed when it cannot be run or takes longer than ``seconds``; then nothing of it is left running.
    """
    try:
        return _finished(command, lock, cwd, environment or bare_environment(), account or own_account(), text, seconds)
    except (OSError, subprocess.SubprocessError) as error:
        raise ServiceFailed(service, f"{Path(command[0]).name}: {error}") from None


def _finished(
    command: Sequence[str], lock: int, cwd: Path, environment: Mapping[str, str], account: Account, text: str, seconds: float
) -> tuple[int, str, str]:
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        cwd=cwd,
        env=environment,
        start_new_session=True,
        pass_fds=(lock,),
        **account.switch(),
    ) as program:
        try:
            output, complaints = program.communicate(text, timeout=seconds)
        except BaseException:
            _end_all(program.pid)
            raise
    return program.returncode, output, complaints


def _end_all(group: int) -> None:
    """Such programs have children of their own; they are in their session."""
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
