"""After any kill the next start just works, and what was committed is there."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from actors.errors import DataDirectoryUnusable, ServiceFailed, ServicesBusy
from runtime.services import down, open_services, status, up
from runtime.services.account import postgres_account
from runtime.services.annex import postgres_programs
from runtime.settings import Settings

from .conftest import Guest, first_processes, servers, until
from .test_sharing import ask


def kill_everything(home: Path) -> None:
    for process in servers(home):
        process.kill()
    until(lambda: servers(home) == [], "all servers are gone")


@contextmanager
def sleeper(**how: object) -> Iterator[int]:
    """The id of a process that has nothing to do with Fabula."""
    command = [sys.executable if not how else "/bin/sleep", *(["-c", "input()"] if not how else ["600"])]
    with subprocess.Popen(command, stdin=subprocess.PIPE, **how) as process:  # type: ignore[call-overload]
        yield process.pid
        process.kill()


async def test_after_everything_was_killed_the_next_start_recovers_what_was_committed(
    home: Path, guest: Callable[..., Guest]
) -> None:
    user = guest()
    assert user.says() == "open"
    with open_services(Settings(home=home)) as services:
        await ask(services.postgres_url, "CREATE TABLE kept AS SELECT 42 AS answer")
    user.dies()
    kill_everything(home)
    assert (home / "postgres" / "postmaster.pid").exists()
    assert (home / "postgres" / ".s.PGSQL.5432").exists()
    assert (home / "valkey" / "valkey.sock").exists()
    async with open_services(Settings(home=home)) as services:
        assert await ask(services.postgres_url, "SELECT answer FROM kept") == 42
    assert servers(home) == []


async def test_a_start_works_when_the_process_ids_of_killed_servers_belong_to_others_now(home: Path) -> None:
    up(Settings(home=home))
    kill_everything(home)
    with sleeper(**postgres_account().switch(), cwd="/") as other:
        notes = home / "postgres" / "postmaster.pid"
        lines = notes.read_text().splitlines()
        notes.write_text("\n".join([str(other), *lines[1:], ""]))
        (home / "postgres" / ".s.PGSQL.5432.lock").write_text(f"{other}\n")
        for alive in (home / "run").glob("*.alive"):
            alive.write_text(f"{alive.read_text().splitlines()[0]}\n{other}\n")
        assert {line.state for line in status(Settings(home=home))} == {"in process", "stopped"}
        async with open_services(Settings(home=home)) as services:
            assert await ask(services.postgres_url, "SELECT 1") == 1
        assert sorted(down(Settings(home=home))) == ["Postgres", "Valkey"]
        assert psutil.pid_exists(other)


def test_the_lease_of_a_killed_process_counts_no_more(home: Path, guest: Callable[..., Guest]) -> None:
    first, second = guest(), guest()
    assert (first.says(), second.says()) == ("open", "open")
    first.dies()
    assert (home / "run" / "leases" / str(first.pid)).exists()
    assert second.leaves() == ("closed", "")
    assert servers(home) == []


def test_servers_orphaned_by_a_kill_are_shared_and_then_stopped_by_the_next_user(home: Path, guest: Callable[..., Guest]) -> None:
    user = guest()
    assert user.says() == "open"
    user.dies()
    orphans = {process.pid for process in first_processes(home)}
    with open_services(Settings(home=home)):
        assert {process.pid for process in first_processes(home)} == orphans
        assert not (home / "run" / "leases" / str(user.pid)).exists()
    assert servers(home) == []


@pytest.mark.parametrize(
    "sign", ["run/lock", "postgres.draft", "postgres.draft/base", "run/postgres.alive", "postgres/postmaster.pid"]
)
def test_a_start_works_after_the_first_start_was_killed_half_way(home: Path, guest: Callable[..., Guest], sign: str) -> None:
    first = guest()
    until((home / sign).exists, f"{sign} is there")
    first.dies()
    assert guest().leaves() == ("open\nclosed", "")
    assert servers(home) == []
    assert not (home / "postgres.draft").exists()


def test_killing_postgres_first_process_alone_ends_with_a_working_start(home: Path) -> None:
    up(Settings(home=home))
    next(process for process in first_processes(home) if process.name() == "postgres").kill()
    with open_services(Settings(home=home)):
        assert {line.state for line in status(Settings(home=home))} == {"in process", "running"}


def test_a_server_that_hangs_is_stopped_all_the_same(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hurried = ((signal.SIGTERM, 0.2), (signal.SIGKILL, 10.0))
    up(Settings(home=home))
    for process in first_processes(home):
        process.suspend()
    monkeypatch.setattr("runtime.services.valkey.GOODBYES", hurried)
    monkeypatch.setattr("runtime.services.postgres.GOODBYES", hurried)
    assert sorted(down(Settings(home=home))) == ["Postgres", "Valkey"]
    assert servers(home) == []


def test_a_postgres_that_fabula_did_not_start_is_never_disturbed(home: Path) -> None:
    with open_services(Settings(home=home)):
        pass
    account, data = postgres_account(), home / "postgres"
    command = [str(postgres_programs(account) / "postgres"), "-D", str(data), "-c", "listen_addresses=", "-k", str(data)]
    with subprocess.Popen(command, cwd=data, stderr=subprocess.DEVNULL, **account.switch()) as foreign:
        until(lambda: "ready" in _text(data / "postmaster.pid"), "the foreign Postgres is ready")
        with pytest.raises(ServicesBusy, match=f"process {foreign.pid}"), open_services(Settings(home=home)):
            pass
        assert foreign.poll() is None
        assert [process.name() for process in first_processes(home)] == ["postgres"]
        foreign.terminate()


def test_a_server_that_cannot_start_says_why_and_leaves_nothing_running(home: Path) -> None:
    with open_services(Settings(home=home)):
        pass
    with (home / "postgres" / "postgresql.auto.conf").open("a") as settings:
        settings.write("no_such_setting = 1\n")
    with pytest.raises(ServiceFailed, match=r"Postgres: .*FATAL"), open_services(Settings(home=home)):
        pass
    assert servers(home) == []
    with pytest.raises(ServiceFailed):
        up(Settings(home=home))
    assert servers(home) == []
    assert not (home / "run" / "keep").exists()


def test_lost_postgres_data_is_named_and_not_silently_made_anew(home: Path) -> None:
    with open_services(Settings(home=home)):
        pass
    shutil.rmtree(home / "postgres" / "global")
    (home / "postgres" / "PG_VERSION").unlink()
    with pytest.raises(DataDirectoryUnusable, match="holds no Postgres data"), open_services(Settings(home=home)):
        pass
    assert servers(home) == []


def test_data_of_another_postgres_is_refused(home: Path) -> None:
    with open_services(Settings(home=home)):
        pass
    (home / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(DataDirectoryUnusable, match="PostgreSQL 16, not 18"), open_services(Settings(home=home)):
        pass


def test_leaving_never_fails_because_the_data_directory_is_gone(home: Path) -> None:
    with open_services(Settings(home=home)):
        kill_everything(home)
        for path in (home / "run", home / "postgres"):
            shutil.rmtree(path)
    os.mkdir(home / "run")  # noqa: PTH102
    assert servers(home) == []


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""
