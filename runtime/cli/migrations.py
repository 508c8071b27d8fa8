"""``fabula migrate``: the database's revision, up and down."""

from typing import Annotated, Literal

import typer

from runtime.cli.console import DataDir, line, run, settings
from runtime.host import fuse_of
from runtime.services import open_services
from storage.migrating import migrate
from storage.migrating import status as schema_status

app = typer.Typer(help="The database's schema.", no_args_is_help=True)

DryRun = Annotated[bool, typer.Option("--dry-run", help="Print the SQL instead of running it.")]
Revision = Annotated[str | None, typer.Argument(help="The revision to stop at; all the way when absent.")]


@app.command()
def up(revision: Revision = None, dry_run: DryRun = False, data_dir: DataDir = None) -> None:
    """Bring the database up to this Fabula."""
    _migrate("up", revision, dry_run, data_dir)


@app.command()
def down(revision: Revision = None, dry_run: DryRun = False, data_dir: DataDir = None) -> None:
    """Take the schema back: one step, or to the revision named ("base": all of it, with all data)."""
    _migrate("down", revision, dry_run, data_dir)


@app.command()
def status(data_dir: DataDir = None) -> None:
    """Say where the database stands."""

    async def main() -> None:
        async with open_services(settings(data_dir)) as services:
            found = await schema_status(services.postgres_url)
            line(f"revision {found.found or 'none'}, this Fabula knows up to {found.known}")
            for pending in found.pending:
                line(f"pending: {pending}")

    run(main)


def _migrate(direction: Literal["up", "down"], revision: str | None, dry_run: bool, data_dir: DataDir) -> None:
    async def main() -> None:
        wished = settings(data_dir)
        fuse = fuse_of(wished)
        async with open_services(wished) as services:
            applied = fuse.migrated if fuse else None
            steps = await migrate(services.postgres_url, direction, revision, dry_run, applied=applied)
            for step in steps:
                line(step)
            if not steps:
                line("nothing to do")

    run(main)
