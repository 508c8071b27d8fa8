"""Processes share the servers of one data directory; the last one to leave stops them."""

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import asyncpg
import psutil
import pytest
import redis

from actors.errors import ServicesBusy
from runtime.services import down, open_services, revive, status, up
from runtime.settings import Settings

from .conftest import Guest, first_processes, servers, until


def states(home: Path) -> dict[str, str]:
    return {line.name: line.state for line in status(Settings(home=home))}


async def ask(url: str, query: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def test_inside_the_block_both_servers_answer_and_after_it_nothing_is_left(home: Path) -> None:
    before = psutil.Process().children()
    async with open_services(Settings(home=home)) as services:
        assert await ask(services.postgres_url, "SELECT '[1,2]'::vector <-> '[1,2]'") == 0
        assert str(await ask(services.postgres_url, "SHOW server_version")).startswith("18")
        with redis.Redis.from_url(services.redis_url) as client:
            assert client.ping()
        assert services.chroma == home / "chroma"
        assert states(home) == {"Chroma": "in process", "Postgres": "running", "Valkey": "running"}
    assert servers(home) == []
    assert psutil.Process().children() == before
    assert list((home / "run" / "leases").iterdir()) == []
    assert states(home) == {"Chroma": "in process", "Postgres": "stopped", "Valkey": "stopped"}


async def test_commits_are_durable_and_only_a_socket_is_listened_on(home: Path) -> None:
    async with open_services(Settings(home=home)) as services:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            assert await ask(services.postgres_url, f"SHOW {name}") == "on"
        for process in servers(home):
            assert not [one for one in process.net_connections() if one.status == psutil.CONN_LISTEN]


async def test_what_was_committed_is_there_after_a_clean_stop(home: Path) -> None:
    async with open_services(Settings(home=home)) as services:
        await ask(services.postgres_url, "CREATE TABLE kept AS SELECT 42 AS answer")
    async with open_services(Settings(home=home)) as services:
        assert await ask(services.postgres_url, "SELECT answer FROM kept") == 42


def test_two_processes_that_start_at_the_same_moment_share_one_pair_of_servers(home: Path, guest: Callable[..., Guest]) -> None:
    guests = [guest() for _ in range(4)]
    assert [one.says() for one in guests] == ["open"] * 4
    assert len(first_processes(home)) == 2
    for one in guests[:-1]:
        assert one.leaves() == ("closed", "")
        assert len(first_processes(home)) == 2
    assert guests[-1].leaves() == ("closed", "")
    assert servers(home) == []


def test_processes_that_come_and_go_at_random_never_meet_a_dead_server(home: Path, guest: Callable[..., Guest]) -> None:
    code = """
import asyncio, asyncpg, redis
from runtime.services import open_services
from runtime.settings import Settings
async def once():
    async with open_services(Settings()) as services:
        connection = await asyncpg.connect(services.postgres_url)
        assert await connection.fetchval("SELECT 1") == 1
        await connection.close()
        with redis.Redis.from_url(services.redis_url) as client:
            assert client.ping()
for _ in range(6):
    asyncio.run(once())
print("done")
"""
    assert [one.leaves() for one in [guest(code) for _ in range(3)]] == [("done", "")] * 3
    assert servers(home) == []


def test_threads_of_one_process_share_too(home: Path) -> None:
    barrier = threading.Barrier(3)
    failures: list[BaseException] = []

    def use() -> None:
        try:
            with open_services(Settings(home=home)):
                barrier.wait(60)
                assert len(first_processes(home)) == 2
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=use) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert servers(home) == []


def test_servers_that_were_told_to_stay_outlive_their_starter_until_down(home: Path, guest: Callable[..., Guest]) -> None:
    code = "from runtime.services import up; from runtime.settings import Settings; up(Settings()); print('up')"
    assert guest(code).leaves() == ("up", "")
    assert len(first_processes(home)) == 2
    assert guest().leaves()[1] == ""
    assert len(first_processes(home)) == 2
    assert sorted(down(Settings(home=home))) == ["Postgres", "Valkey"]
    assert servers(home) == []
    assert down(Settings(home=home)) == []


def test_down_refuses_while_somebody_uses_the_servers_and_names_who(home: Path, guest: Callable[..., Guest]) -> None:
    up(Settings(home=home))
    user = guest()
    assert user.says() == "open"
    with pytest.raises(ServicesBusy, match=f"process {user.pid}$"):
        down(Settings(home=home))
    assert len(first_processes(home)) == 2
    assert sorted(down(Settings(home=home), force=True)) == ["Postgres", "Valkey"]
    assert servers(home) == []
    assert user.leaves() == ("closed", "")


def test_a_dead_server_is_revived_for_those_who_still_use_the_other(home: Path) -> None:
    before = psutil.Process().children()
    with open_services(Settings(home=home)) as services:
        valkey = next(process for process in first_processes(home) if process.name() == "valkey-server")
        valkey.kill()
        until(lambda: states(home)["Valkey"] == "stopped", "Valkey is gone")
        assert revive(Settings(home=home)) == services
        assert states(home)["Valkey"] == "running"
    assert servers(home) == []
    assert psutil.Process().children() == before


def test_an_interrupt_from_the_terminal_does_not_reach_the_servers(home: Path, guest: Callable[..., Guest]) -> None:
    up(Settings(home=home))
    user = guest()
    assert user.says() == "open"
    before = {process.pid for process in first_processes(home)}
    os.killpg(user.pid, signal.SIGINT)
    assert "KeyboardInterrupt" in user.process.communicate(timeout=180)[1]
    assert {process.pid for process in first_processes(home)} == before
    assert not any(os.getsid(pid) == os.getsid(0) for pid in before)


@pytest.mark.parametrize("delay", [0.0, 0.15, 0.3, 0.6])
def test_an_interrupt_at_any_moment_leaves_nothing_running(home: Path, guest: Callable[..., Guest], delay: float) -> None:
    one = guest()
    until((home / "run" / "lock").exists, "it has begun")
    threading.Event().wait(delay)
    os.killpg(one.pid, signal.SIGINT)
    one.process.communicate(timeout=180)
    until(lambda: servers(home) == [], "nothing runs any more")
    assert guest().leaves() == ("open\nclosed", "")


async def test_a_cancelled_opening_leaves_nothing_running(home: Path) -> None:
    async def use() -> None:
        async with open_services(Settings(home=home)):
            await asyncio.Event().wait()

    for delay in (0.02, 0.3, 2.0):
        task = asyncio.create_task(use())
        await asyncio.sleep(delay)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert servers(home) == []
