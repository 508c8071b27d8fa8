"""The first administrator: made once, with a random password that is shown once."""

import os
from collections.abc import Callable
from pathlib import Path

from actors.errors import ServiceFailed
from gateway.security.passwords import Passwords, new_password
from storage.accounts import Accounts

NAME = "admin"


async def first_admin(accounts: Accounts, home: Path, terminal: bool, show: Callable[[str], None]) -> bool:
    """Make an administrator when there is none, and say so; False when there was one.

    The password goes to the terminal. When there is none, since what is shown is written to some log, it goes into a file of the
    data directory that nobody else may read. It is kept nowhere else. Raises ServiceFailed when that file cannot be written.
    """
    if await accounts.has_admin():
        return False
    password = new_password()
    user = await accounts.first_admin(NAME, await Passwords().hash(password))
    if user is None:  # another process was faster
        return False
    if terminal:
        show(f"The first administrator is '{user.name}', password: {password}  (shown this one time)")
    else:
        path = home / "keys" / "first-admin"
        _write(path, password)
        show(f"The first administrator is '{user.name}'; the password is in {path}: read it, and remove the file")
    return True


def _write(path: Path, password: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(password + "\n")
    except OSError as error:
        remedy = "`fabula accounts password admin` makes another"
        raise ServiceFailed(str(path), f"the first password cannot be written ({error.strerror}); {remedy}") from error
