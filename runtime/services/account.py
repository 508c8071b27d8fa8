"""The operating system account that runs Postgres, because Postgres refuses to run as root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from actors.errors import ServiceFailed
from runtime.services.home import user_name
from runtime.services.locks import wait_until

NAME = "pgserver"  # the name that the wheel uses too
PLACES = os.pathsep.join(("/usr/sbin", "/sbin", "/usr/bin", "/bin"))


@dataclass(frozen=True, slots=True)
class Account:
    """A user id to run as; ``other`` when it is not our own."""

    uid: int
    gid: int
    other: bool

    @property
    def name(self) -> str:
        return user_name(self.uid)

    def switch(self) -> dict[str, Any]:
        """The arguments of subprocess.Popen that run a child under this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.other else {}

    def give(self, path: Path) -> None:
        """Make the account the owner of this one path."""
        if self.other:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def reaches(self, path: Path) -> bool:
        """Whether this account may enter the directory (or run the file), parents included: the kernel's own answer."""
        if not self.other:
            return os.access(path, os.X_OK)
        test = ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)]
        return subprocess.run(test, check=False, cwd="/", stdin=subprocess.DEVNULL, **self.switch()).returncode == 0


def own_account() -> Account:
    """Ourselves."""
    return Account(os.geteuid(), os.getegid(), other=False)


def postgres_account() -> Account:
    """Ourselves, or as root the system user ``pgserver``, made when missing. Raises ServiceFailed when it cannot be made."""
    if os.geteuid() != 0:
        return own_account()
    if not _exists():
        _make()
    entry = pwd.getpwnam(NAME)
    return Account(entry.pw_uid, entry.pw_gid, other=True)


def _exists() -> bool:
    try:
        pwd.getpwnam(NAME)
    except KeyError:
        return False
    return True


def _make() -> None:
    program = shutil.which("useradd", path=PLACES)
    if program is None:
        raise _refusal("there is no useradd")
    options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", NAME]
    done = subprocess.run([program, *options], check=False, capture_output=True, text=True)
    if not wait_until(_exists, 0 if done.returncode == 0 else 2):  # another process may be making it at this moment
        raise _refusal((done.stderr.strip().splitlines() or ["useradd failed"])[-1])


def _refusal(reason: str) -> ServiceFailed:
    advice = "make that user, run as another one, or set FABULA_POSTGRES_URL"
    return ServiceFailed(
        "Postgres", f"it refuses to run as root, and the system user '{NAME}' cannot be made ({reason}); {advice}"
    )
