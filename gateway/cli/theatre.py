"""``fabula theatre``: play every ecosystem for which something is ordered."""

import typer

from gateway.cli.noting import noted
from gateway.parent import end_with_parent
from runtime.cli.console import DataDir, run, settings
from runtime.theatre import play


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(theatre)


def theatre(data_dir: DataDir = None) -> None:
    """Play every ecosystem for which something is ordered, until Ctrl-C. `fabula serve` has one."""
    end_with_parent()
    given = settings(data_dir)
    run(lambda: play(given, noted(given, "theatre")))
