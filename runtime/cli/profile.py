"""``fabula profile``: where a tick's time goes."""

from typing import Annotated, Any

import orjson
import typer

from actors.errors import InvalidRequest
from runtime.cli.console import DataDir, line, run, settings
from runtime.cli.runs import AwakeAtOnce
from runtime.host import hosting
from runtime.openers import Openers, ephemeral
from runtime.profiling import Profile
from runtime.profiling import profile as profiled
from scenarios.catalogue import genre_of
from scenarios.loading import load_world
from storage.in_memory.herald import InMemoryHerald
from storage.in_memory.store import InMemoryStore

SHOWN = 25
"""Functions in the table; with ``--json`` four times as many."""

WIDTH = 56  # of a function's name and place


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(profile)


def profile(
    scenario: Annotated[str, typer.Argument(help="A bundled scenario's id, or the path of a file or folder.")] = "les-miserables",
    cast: Annotated[int | None, typer.Option("--cast", help="How many characters.")] = None,
    awake: AwakeAtOnce = None,
    ticks: Annotated[int, typer.Option("--ticks", help="How many ticks to measure.")] = 30,
    warm: Annotated[int, typer.Option("--warm", help="How many ticks to play before.")] = 20,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same story.")] = 7,
    ephemeral_: Annotated[bool, typer.Option("--ephemeral", help="In memory, without Postgres and Valkey.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Show where the time of a tick goes: its stages, and the functions that take most."""
    for name, value, least in (("--ticks", ticks, 1), ("--warm", warm, 0), ("--seed", seed, 0)):
        if value < least:
            raise InvalidRequest(name, f"{value} is less than {least}")
    world = load_world(scenario, genre_of(scenario), cast, seed, awake)

    async def measured(openers: Openers) -> Profile:
        found = await profiled(openers, world, seed, ticks, warm)
        if not found.interactions:
            raise InvalidRequest("--ticks", f"nothing happened in {ticks} ticks; take more")
        return found

    async def main() -> Profile:
        if ephemeral_:
            return await measured(ephemeral(InMemoryStore(), InMemoryHerald()))
        async with hosting(settings(data_dir)) as host:
            return await measured(host.openers)

    found = run(main)
    if json:
        line(orjson.dumps(as_dict(found)).decode())
    else:
        for text in page(found):
            line(text)


def as_dict(profile: Profile) -> dict[str, Any]:
    """All figures, in microseconds for each interaction where nothing else is said."""
    each = 1e6 / profile.interactions
    return {
        "scenario": profile.scenario, "characters": profile.characters, "warm": profile.warm, "ticks": profile.ticks,
        "interactions": profile.interactions, "seconds": profile.seconds, "us": profile.seconds * each,
        "stages": {stage: seconds * each for stage, seconds in profile.stages.items()},
        "profiled_us": profile.profiled * each,
        "functions": [
            {"name": hot.name, "where": hot.where, "calls": hot.calls / profile.interactions, "own_us": hot.own * each,
             "whole_us": hot.whole * each}
            for hot in profile.functions[: 4 * SHOWN]
        ],
    }  # fmt: skip


def page(profile: Profile) -> list[str]:
    """The same for people, at most 100 columns wide."""
    found = as_dict(profile)
    return [
        f"{profile.scenario}: {profile.characters:,} characters, {profile.ticks} ticks after {profile.warm}, "
        f"{profile.interactions:,} interactions of {found['us']:,.0f} µs",
        "",
        f"{'stage':30}{'µs/interaction':>16}{'share':>9}",
        *(f"{stage:30}{us:16,.1f}{us / found['us']:9.1%}" for stage, us in found["stages"].items()),
        f"{'all, in one process':30}{found['us']:16,.1f}{1:9.1%}",
        "",
        f"hottest functions, for each interaction, under cProfile (which makes of it {found['profiled_us']:,.0f} µs)",
        f"{'function':{WIDTH}}{'calls':>10}{'own µs':>12}{'whole µs':>12}{'share':>9}",
        *(_hot(hot, found["profiled_us"]) for hot in found["functions"][:SHOWN]),
    ]


def _hot(hot: dict[str, Any], whole: float) -> str:
    name = f"{hot['name']}  {hot['where']}".rstrip()
    name = name if len(name) < WIDTH else f"{name[: WIDTH - 2]}…"
    return f"{name:{WIDTH}}{hot['calls']:10,.2f}{hot['own_us']:12,.1f}{hot['whole_us']:12,.1f}{hot['own_us'] / whole:9.1%}"
