"""``fabula services``: the embedded servers."""

from typing import Annotated

import typer

from runtime import services
from runtime.cli.console import DataDir, line, settings

app = typer.Typer(help="The embedded servers: Postgres and Valkey, and on demand Neo4j and Kafka.", no_args_is_help=True)

Extras = Annotated[list[str] | None, typer.Argument(help="Extra servers, which need Java and Maven: neo4j, kafka.")]


@app.command()
def up(names: Extras = None, data_dir: DataDir = None) -> None:
    """Start them and let them stay."""
    services.up(settings(data_dir), names or ())
    status(data_dir)


@app.command()
def status(data_dir: DataDir = None) -> None:
    """Say what runs and where."""
    for one in services.status(settings(data_dir)):
        line(f"{one.name:10} {one.state:12} {one.where}  {one.detail}".rstrip())


@app.command()
def down(
    names: Annotated[list[str] | None, typer.Argument(help="Only these extra servers: neo4j, kafka.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Even while other processes use them.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Stop them."""
    wished = settings(data_dir)
    stopped = services.lower(wished, names) if names else services.down(wished, force=force)
    line(f"stopped: {', '.join(stopped)}" if stopped else "nothing was running")
