"""A migration is killed (SIGKILL) when all of it is applied and nothing is committed: the next one finds nothing changed."""

import asyncio
import signal

from runtime.services import open_services
from runtime.settings import Settings
from storage.migrating import migrate, revisions, status
from tests.chaos.playing import command


async def test_a_migration_killed_before_its_commit_has_changed_nothing(untouched: Settings) -> None:
    crash = "in_migration:1"
    killed = await asyncio.to_thread(command, untouched.home, "migrate", "up", FABULA_CRASH=crash)
    assert killed.returncode == -signal.SIGKILL, killed
    assert killed.stderr.splitlines()[-1] == f"crash point {crash}: this process dies"
    async with open_services(untouched) as services:
        assert (await status(services.postgres_url)).found is None
        assert await migrate(services.postgres_url, "up") == revisions()
