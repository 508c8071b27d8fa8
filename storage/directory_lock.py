"""An exclusive lock on a directory, held by one open file; the operating system lets it go with the process."""

import fcntl
import os
from pathlib import Path

from actors.errors import DataDirectoryUnusable, ServicesBusy


class DirectoryLock:
    """Held from construction until ``release``."""

    def __init__(self, directory: Path) -> None:
        """Makes the directory when it is missing. Raises ServicesBusy(path, "pid N"), DataDirectoryUnusable."""
        try:
            directory.mkdir(parents=True, exist_ok=True)
            self._file = os.open(directory / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise DataDirectoryUnusable(str(directory), error.strerror) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(self._file, 32, 0).decode() or "unknown"
            os.close(self._file)
            raise ServicesBusy(str(directory), f"pid {holder}") from error
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, str(os.getpid()).encode(), 0)

    def release(self) -> None:
        """Let go. A second time changes nothing."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
