"""``fabula join`` and ``leave``: who comes into a living cast, and who leaves it for good."""

from pathlib import Path
from typing import Annotated

import typer

from runtime.cli.console import DataDir, run
from runtime.cli.directing import Key, Now, ordering, tell
from scenarios.joining import newcomer_in

At = Annotated[int | None, typer.Option("--at", help="The tick in which it takes effect (default: the next one).")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(join)
    app.command()(leave)


def join(
    ecosystem: str,
    file: Annotated[Path, typer.Argument(help="YAML or JSON: `persona`, as in a scenario's cast, and `relationships`.")],
    place: Annotated[str, typer.Option("--place", help="Where to (default: the first haunt).")] = "",
    at: At = None,
    now: Now = False,
    key: Key = "",
    data_dir: DataDir = None,
) -> None:
    """Have somebody new come into the cast."""
    newcomer = newcomer_in(file, place)

    async def main() -> None:
        async with ordering(data_dir) as (host, orders, attended):
            receipt = await orders.join(ecosystem, newcomer.persona, place, newcomer.regards, key, at, now, newcomer.pictures)
            await tell(host, receipt, attended, now)

    run(main)


def leave(
    ecosystem: str,
    character: str,
    at: At = None,
    now: Now = False,
    key: Key = "",
    data_dir: DataDir = None,
) -> None:
    """Have somebody leave for good. Others keep what they remember and feel."""

    async def main() -> None:
        async with ordering(data_dir) as (host, orders, attended):
            await tell(host, await orders.leave(ecosystem, character, key, at, now), attended, now)

    run(main)
