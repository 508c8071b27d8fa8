"""``fabula scenarios``: the bundled ones, and checking a file."""

import typer

from actors.errors import InvalidRequest
from runtime.cli.console import line
from scenarios.catalogue import bundled, genre_of
from scenarios.loading import load_world


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Authored worlds.", invoke_without_command=True)
    group.callback()(listing)
    group.command()(check)
    app.add_typer(group, name="scenarios")


def listing(context: typer.Context) -> None:
    """List the bundled scenarios."""
    if context.invoked_subcommand is None:
        for scenario in bundled():
            line(f"{scenario.id:20} {scenario.cast:4} characters  {scenario.title}")
            line(f"{'':20} {scenario.blurb}")


def check(path: str) -> None:
    """Validate a scenario's file or folder."""
    if not path:
        raise InvalidRequest("PATH", "name a scenario or a file")
    world = load_world(path, genre_of(path))
    line(f"{path}: fine. {len(world.cast)} characters, {len(world.places)} places, {len(world.regards)} relationships.")
