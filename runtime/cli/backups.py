"""``fabula backup`` and ``fabula restore``."""

from pathlib import Path
from typing import Annotated

import typer

from actors.errors import InvalidRequest
from runtime.backing import restored
from runtime.cli.console import DataDir, line, run, settings
from runtime.cli.telling import note
from runtime.services import open_services
from storage.backup.database import back_up

MIB = 1024 * 1024

File = Annotated[Path, typer.Argument(help="The file.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(backup)
    app.command()(restore)


def backup(
    file: File,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file that is there.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Write all of the database into a file, as it is at this moment; worlds go on meanwhile."""
    if file.exists() and not overwrite:
        raise InvalidRequest(str(file), "this file exists; choose another one, or say --overwrite")

    async def main() -> None:
        async with open_services(settings(data_dir)) as services:
            manifest = await back_up(services.postgres_url, file)
        size = f"{file.stat().st_size / MIB:.1f} MiB"
        line(f"{file}: {len(manifest.heads)} ecosystems, {manifest.rows} rows, {size}, revision {manifest.revision}")

    run(main)


def restore(
    file: File,
    replace: Annotated[bool, typer.Option("--replace", help="Lose what the database holds now.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Make the database what a backup says, all of it or nothing, and rebuild everything that is derived from it."""

    async def main() -> None:
        manifest = await restored(settings(data_dir), file, replace, note)
        line(f"{len(manifest.heads)} ecosystems, {manifest.rows} rows, as of {manifest.created}")
        for ecosystem, (seq, hash) in manifest.heads.items():
            line(f"{ecosystem:30} {seq:8} events  hash {hash}")

    run(main)
