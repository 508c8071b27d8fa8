"""The data directory: what lies where in it, and whether it can be used."""

import os
import pwd
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import get_ident

from actors.errors import DataDirectoryUnusable, ServicesBusy
from runtime.services.locks import exclusive

LAYOUT = 1
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Home:
    """One data directory. Making the value touches nothing."""

    root: Path

    @property
    def layout(self) -> Path:
        return self.root / "layout"

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def valkey(self) -> Path:
        return self.root / "valkey"

    @property
    def chroma(self) -> Path:
        return self.root / "chroma"

    @property
    def neo4j(self) -> Path:
        return self.root / "neo4j"

    @property
    def kafka(self) -> Path:
        return self.root / "kafka"

    @property
    def java(self) -> Path:
        return self.root / "java"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def leases(self) -> Path:
        return self.run / "leases"

    @property
    def keep(self) -> Path:
        return self.run / "keep"

    @property
    def stopped(self) -> Path:
        return self.run / "stopped"

    @property
    def lowered(self) -> Path:
        return self.run / "lowered"

    @property
    def crash(self) -> Path:
        return self.run / "crash"

    @property
    def ray(self) -> Path:
        return self.run / "ray.json"

    def check(self) -> None:
        """Raise DataDirectoryUnusable when the directory cannot be used or made; changes nothing."""
        try:
            self._check()
        except OSError as error:
            raise DataDirectoryUnusable(str(self.root), (error.strerror or str(error)).lower()) from None

    def prepare(self) -> None:
        """Check, then make what is missing. Raises DataDirectoryUnusable."""
        self.check()
        try:
            self._make()
        except OSError as error:
            raise DataDirectoryUnusable(str(self.root), f"cannot be made: {(error.strerror or str(error)).lower()}") from None

    def kept(self) -> list[str]:
        """The extra servers that were told to stay."""
        return _names(self.keep)

    def put_away(self) -> list[str]:
        """The extra servers that were stopped on purpose, and that nobody has asked for since."""
        return _names(self.lowered)

    def lower(self, extras: Iterable[str]) -> None:
        """Note that these extra servers were stopped on purpose. Only while holding ``run/lock``."""
        self._noted(self.lowered, extras)

    def stay(self, extras: Iterable[str]) -> None:
        """Note that the servers, and these extra ones, are to stay. Only while holding ``run/lock``."""
        self._noted(self.keep, extras)

    @contextmanager
    def held(self, seconds: float = PATIENCE) -> Iterator[int]:
        """Hold ``run/lock``, to start or stop servers; yields its descriptor. Raises ServicesBusy after ``seconds``."""
        try:
            with exclusive(self.run / "lock", seconds) as handle:
                yield handle
        except TimeoutError as error:
            who = f"process {error}, which has been starting or stopping its servers for more than {seconds:g} s"
            raise ServicesBusy(str(self.root), who) from None

    def _noted(self, place: Path, names: Iterable[str]) -> None:
        draft = self.run / f"{place.name}.{os.getpid()}.{get_ident()}"
        draft.write_text("".join(f"{name}\n" for name in sorted(names)))
        draft.replace(place)

    def _check(self) -> None:
        if not self.root.exists():
            self._check_ancestor()
            return
        if not self.root.is_dir():
            raise self._unusable("is a file, not a directory")
        owner = self.root.stat().st_uid
        if owner != os.geteuid():
            raise self._unusable(f"belongs to {user_name(owner)}, and this is {user_name(os.geteuid())}")
        if not os.access(self.root, os.R_OK | os.W_OK | os.X_OK):
            raise self._unusable("is not writable")
        self._check_layout()

    def _check_ancestor(self) -> None:
        ancestor = next(parent for parent in self.root.parents if parent.exists())
        if not ancestor.is_dir():
            raise self._unusable(f"cannot be made: {ancestor} is a file")
        if not os.access(ancestor, os.W_OK | os.X_OK):
            raise self._unusable(f"cannot be made: {ancestor} is not writable")

    def _check_layout(self) -> None:
        if not self.layout.exists():
            return
        found = self.layout.read_text().strip()
        if not found.isdecimal():
            raise self._unusable("its file 'layout' holds no number")
        if int(found) > LAYOUT:
            raise self._unusable(f"was written by a newer Fabula (layout {found}, this one knows up to {LAYOUT})")

    def _make(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.geteuid() == 0 and not any(self.root.iterdir()):
            self.root.chmod(self.root.stat().st_mode | 0o011)  # Postgres runs as another user and has to get through
        for directory in (self.valkey, self.chroma, self.logs, self.run, self.leases):
            directory.mkdir(exist_ok=True, mode=0o700)
        if not self.layout.exists():
            draft = self.run / f"layout.{os.getpid()}.{get_ident()}"
            draft.write_text(f"{LAYOUT}\n")
            draft.replace(self.layout)

    def _unusable(self, reason: str) -> DataDirectoryUnusable:
        return DataDirectoryUnusable(str(self.root), reason)


def _names(place: Path) -> list[str]:
    """What is noted there; nothing when it is taken away meanwhile."""
    with suppress(FileNotFoundError):
        return place.read_text().split()
    return []


def user_name(uid: int) -> str:
    """The account's name, or its number when it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
