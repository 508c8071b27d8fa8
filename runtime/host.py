"""What a command needs around it: services that answer, a database at the right revision, and the openers for actors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from actors.ports import Herald, Store
from runtime.crash_points import read_crashes
from runtime.fuse import Fuse
from runtime.openers import Openers, served
from runtime.services import Services, open_services
from runtime.services.home import Home
from runtime.settings import Settings
from runtime.targets import openers_of
from runtime.telemetry.wardrobe import outfit_of
from storage.migrating import migrate


@dataclass(frozen=True, slots=True)
class Host:
    """Open for the time of one command."""

    settings: Settings
    services: Services
    openers: Openers
    store: Store
    herald: Herald


@asynccontextmanager
async def hosting(settings: Settings) -> AsyncIterator[Host]:
    """Start or share the services, migrate the database up, and open a store and a herald; give all back afterwards."""
    async with open_services(settings) as services:
        fuse = fuse_of(settings)
        await migrate(services.postgres_url, "up", applied=fuse.migrated if fuse else None)
        outfit = outfit_of(settings, services.redis_url)
        openers = served(services.postgres_url, services.redis_url, fuse, openers_of(services), outfit)
        store, herald = await openers.store(), await openers.herald()
        try:
            yield Host(settings, services, openers, store, herald)
        finally:
            await herald.close()
            await store.close()


def fuse_of(settings: Settings) -> Fuse | None:
    """The fuse of the crash points that these settings name; None when nothing is to die."""
    return Fuse(read_crashes(settings.crash), Home(settings.home).crash) if settings.crash else None
