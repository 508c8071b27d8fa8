"""Restoring: the database from a file, and everything that is derived from it made anew, since it may know what is gone."""

from collections.abc import Callable, Sequence
from pathlib import Path

from actors.errors import EcosystemUnknown, FabulaError
from runtime.host import Host, hosting
from runtime.keeping import keeping
from runtime.services import open_services
from runtime.settings import Settings
from runtime.targets import forgotten, open_targets, rebuilt
from storage import bus
from storage.backup.archive import Manifest
from storage.backup.database import restore

Note = Callable[[str], None]


async def restored(settings: Settings, path: Path, replace: bool, note: Note) -> Manifest:
    """Restore the file, then rebuild what is derived, noting what cannot be rebuilt now and how it is to be done.

    Raises as ``storage.backup.database.restore``, and then nothing has changed.
    """
    async with open_services(settings) as services:
        manifest, gone = await restore(services.postgres_url, path, replace)
        if not await bus.emptied(services.redis_url):
            note("Redis does not answer: empty it before Fabula is served again, since it may hold events that are gone")
    async with hosting(settings) as host:
        await _memories(host, list(manifest.heads), gone, note)
        await _targets(host, list(manifest.heads), gone, note)
    return manifest


async def _memories(host: Host, there: Sequence[str], gone: Sequence[str], note: Note) -> None:
    try:
        async with keeping(host) as keeper:
            for ecosystem in gone:
                await keeper.forget(ecosystem)
            for ecosystem in there:
                await keeper.rebuild(ecosystem)
    except FabulaError as error:
        note(f"the memory index is not rebuilt: {error}; then `fabula jobs add re-embed ID` for each ecosystem")


async def _targets(host: Host, there: Sequence[str], gone: Sequence[str], note: Note) -> None:
    for ecosystem in gone:
        async for error in forgotten(host.store, host.services, ecosystem):
            note(str(error))
    async with open_targets(host.services) as targets:
        for target in targets:
            for ecosystem in there:
                try:
                    await rebuilt(host.store, target, ecosystem)
                except EcosystemUnknown:
                    continue
                except FabulaError as error:
                    note(f"{target.name} is not rebuilt: {error}; it is made up for later, or see `fabula show {ecosystem}`")
                    break
