"""Places and accounts: long paths, strange paths, root, and somebody who is not root."""

import asyncio
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from actors.errors import DataDirectoryUnusable
from runtime.services import annex, down, open_services
from runtime.services.account import Account, own_account
from runtime.services.annex import ANNEX
from runtime.settings import Settings

from .conftest import REPOSITORY, USE, environment, servers
from .test_sharing import ask

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@pytest.mark.parametrize("name", ["x" * 120, "with space & é?#%", "comma,quote'\""])
def test_long_and_strange_paths_work(home: Path, name: str) -> None:
    root = home / name
    if os.geteuid() == 0:
        home.chmod(0o711)
    try:
        with open_services(Settings(home=root)) as services:
            assert asyncio.run(ask(services.postgres_url, "SELECT 1")) == 1
            sockets = {Path(one).parent for one in (services.redis_url.removeprefix("unix://"),)}
        assert servers(home) == []
        if len(name) == 120:
            assert not any(path.exists() for path in sockets)
    finally:
        down(Settings(home=root), force=True)


@root_only
def test_a_directory_closed_to_others_stays_closed_and_postgres_gets_a_place_of_its_own(home: Path) -> None:
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    before = set(ANNEX.glob("postgres-*"))
    try:
        with open_services(Settings(home=closed / "fabula")) as services:
            asyncio.run(ask(services.postgres_url, "CREATE TABLE kept AS SELECT 42 AS answer"))
        with open_services(Settings(home=closed / "fabula")) as services:
            assert asyncio.run(ask(services.postgres_url, "SELECT answer FROM kept")) == 42
        assert closed.stat().st_mode & 0o777 == 0o700
        assert home.stat().st_mode & 0o777 == 0o700
        copy = home / "copy"
        shutil.copytree(closed / "fabula", copy, symlinks=True)
        with pytest.raises(DataDirectoryUnusable, match="belongs to"), open_services(Settings(home=copy)):
            pass
        (closed / "fabula").rename(home / "moved")
        with open_services(Settings(home=home / "moved")) as services:
            assert asyncio.run(ask(services.postgres_url, "SELECT answer FROM kept")) == 42
    finally:
        for place in set(ANNEX.glob("postgres-*")) - before:
            shutil.rmtree(place)


@root_only
def test_programs_that_postgres_cannot_reach_are_copied_once_and_their_place_stays_closed(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.chmod(0o711)
    packages, closed = annex.postgres_programs(own_account()).parents[2], home / "closed"
    closed.mkdir(mode=0o700)
    for part in annex.PARTS:
        shutil.copytree(packages / part, closed / part, symlinks=True)
    monkeypatch.setattr(annex, "ANNEX", home / "annex")
    monkeypatch.setattr(annex, "find_spec", lambda _: SimpleNamespace(origin=str(closed / annex.WHEEL / "__init__.py")))
    for _ in range(2):
        with open_services(Settings(home=home / "data")) as services:
            assert asyncio.run(ask(services.postgres_url, "SELECT '[1]'::vector <-> '[1]'")) == 0
            assert any(process.exe().startswith(str(home / "annex")) for process in servers(home))
    assert len(list((home / "annex").iterdir())) == 1
    assert closed.stat().st_mode & 0o777 == 0o700


@root_only
def test_somebody_elses_data_directory_is_refused_and_not_changed(home: Path) -> None:
    os.chown(home, pwd.getpwnam("nobody").pw_uid, -1)
    try:
        with (
            pytest.raises(DataDirectoryUnusable, match="belongs to nobody, and this is root"),
            open_services(Settings(home=home)),
        ):
            pass
        assert list(home.iterdir()) == []
    finally:
        os.chown(home, 0, -1)


@pytest.fixture
def nobody() -> Iterator[Account]:
    """An account without rights that can read this checkout and run a Python with the packages."""
    entry = pwd.getpwnam("nobody")
    account = Account(entry.pw_uid, entry.pw_gid, other=True)
    if not account.reaches(REPOSITORY / "runtime" / "services"):
        pytest.skip(f"nobody cannot enter {REPOSITORY}")
    yield account


def python_of(account: Account) -> str:
    """An interpreter of our version that the account can run, whosever it is."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for found in (sys.executable, f"/usr/bin/{version}", f"/usr/local/bin/{version}"):
        if Path(found).exists() and account.reaches(Path(found)):
            return found
    pytest.skip(f"nobody cannot run {sys.executable}, and there is no other {version}")


def as_nobody(account: Account, home: Path, code: str) -> tuple[str, str]:
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    done = subprocess.run(
        [python_of(account), "-c", code],
        input="\n",
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        timeout=300,
        env={**environment(home), "PYTHONPATH": f"{REPOSITORY}:{packages}"},
        **account.switch(),
    )
    return done.stdout.strip(), (done.stderr.strip().splitlines() or [""])[-1]


@root_only
def test_somebody_who_is_not_root_can_start_twice_and_stop(home: Path, nobody: Account) -> None:
    nobody.give(home)
    try:
        for _ in range(2):
            assert as_nobody(nobody, home, USE) == ("open\nclosed", "")
            assert servers(home) == []
        assert {path.owner() for path in home.iterdir()} == {"nobody"}
        assert home.stat().st_mode & 0o777 == 0o700
    finally:
        os.chown(home, 0, 0)


@root_only
def test_somebody_who_is_not_root_is_told_when_a_directory_is_not_his(home: Path, nobody: Account) -> None:
    home.chmod(0o755)
    text = "belongs to root, and this is nobody"
    assert as_nobody(nobody, home, USE)[1].endswith(text)
    assert as_nobody(nobody, home / "new", USE)[1].endswith(f"cannot be made: {home} is not writable")
    home.chmod(0o700)
    assert as_nobody(nobody, home / "new", USE)[1].endswith("permission denied")
    assert list(home.iterdir()) == []


@root_only
def test_a_private_socket_directory_of_somebody_else_is_not_used(home: Path, nobody: Account) -> None:
    root = home / ("x" * 120)
    home.chmod(0o711)
    with open_services(Settings(home=root)) as services:
        place = Path(services.redis_url.removeprefix("unix://")).parent
    assert place.parent == Path(tempfile.gettempdir())
    place.mkdir(mode=0o700)
    nobody.give(place)
    try:
        with pytest.raises(Exception, match="not private to root"), open_services(Settings(home=root)):
            pass
        assert servers(home) == []
    finally:
        place.rmdir()
