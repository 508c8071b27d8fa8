"""Postgres' own data: made whole or not at all, and never touched while any process of Postgres works on it."""

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from actors.errors import DataDirectoryUnusable, ServicesBusy
from runtime.services.account import Account, own_account
from runtime.services.annex import check_data_place, new_data_place
from runtime.services.home import Home
from runtime.services.tool import Tool

MAJOR = "18"
DATABASE = "fabula"
ROLE = "postgres"
INITDB = (
    f"--username={ROLE}",
    "--auth=trust",  # the socket's directory is closed to everybody else
    "--encoding=UTF8",
    "--no-locale",
    "--locale-provider=builtin",  # sorts alike on every machine
    "--builtin-locale=C.UTF-8",
    "--text-search-config=english",
    "--no-instructions",
)
PSQL = ("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-p", "5432", "-U", ROLE, "-d", "postgres")
FURNISH = f"""
SELECT 'CREATE DATABASE {DATABASE}' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}') \\gexec
\\connect {DATABASE}
CREATE EXTENSION IF NOT EXISTS vector;
"""


def data_directory(home: Home) -> Path:
    """Where the data is or, when there is none yet, would be inside the data directory."""
    return home.postgres.resolve() if home.postgres.exists() else home.postgres


@dataclass(frozen=True, slots=True)
class Cluster:
    """The data of one Postgres server; ``lock`` is the held descriptor of ``run/lock``, which every tool inherits."""

    home: Home
    account: Account
    programs: Path
    lock: int

    def ensure(self) -> Path:
        """Make the data when missing and return its directory. Raises DataDirectoryUnusable or ServiceFailed."""
        if self.home.postgres.is_symlink() and not self.home.postgres.exists():
            raise DataDirectoryUnusable(str(self.home.root), f"its Postgres data is gone from {self.home.postgres.readlink()}")
        data = data_directory(self.home)
        if not data.exists() or not any(data.iterdir()):
            return self._create()
        self._check(data)
        return data

    def clear_stale(self, data: Path, socket: Path) -> None:
        """Remove what a killed server left: its notes block a start when its id belongs to somebody else (or a zombie) by now.

        Raises ServicesBusy when a Postgres that Fabula did not start is at work there.
        """
        notes = data / "postmaster.pid"
        first = (notes.read_text().splitlines() or [""])[0].strip() if notes.exists() else ""
        if first.isdecimal() and _works_in(int(first), data):
            raise ServicesBusy(str(self.home.root), f"a Postgres that Fabula did not start (process {first})")
        for stale in (notes, socket / ".s.PGSQL.5432.lock", socket / ".s.PGSQL.5432"):
            stale.unlink(missing_ok=True)

    def furnish(self, data: Path, socket: Path) -> None:
        """Make the database and the extension once, through the running server's socket directory. Raises ServiceFailed."""
        done = data / "fabula.furnished"
        if done.exists():
            return
        command = [*PSQL, "-h", str(socket)]
        Tool(self.programs, self.lock).run(command, own_account(), cwd=data, text=FURNISH)
        done.touch()

    def _create(self) -> Path:
        inside = self.account.reaches(self.home.root)
        data = self.home.postgres if inside else new_data_place(self.home.root)
        draft = data.with_name("postgres.draft")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self.account.give(draft)
        Tool(self.programs, self.lock).run(["initdb", *INITDB, "-D", str(draft)], self.account, cwd=draft)
        draft.rename(data)
        if not inside:
            self.home.postgres.symlink_to(data)
        _sync(data.parent)
        return data

    def _check(self, data: Path) -> None:
        found = data / "PG_VERSION"
        if not found.exists():
            raise DataDirectoryUnusable(str(data), "is not empty and holds no Postgres data")
        if found.read_text().strip() != MAJOR:
            raise DataDirectoryUnusable(str(data), f"was made by PostgreSQL {found.read_text().strip()}, not {MAJOR}")
        if data.stat().st_uid != self.account.uid:
            raise DataDirectoryUnusable(str(data), f"does not belong to {self.account.name}, who runs Postgres")
        if not self.account.reaches(data):
            raise DataDirectoryUnusable(str(data), f"user {self.account.name}, who runs Postgres, cannot get there any more")
        if self.home.postgres.is_symlink():
            check_data_place(data, self.home.root)


def _works_in(pid: int, data: Path) -> bool:
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        return process.name() == "postgres" and Path(process.cwd()) == data.resolve()
    return False


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
