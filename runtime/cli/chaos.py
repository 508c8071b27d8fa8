"""``fabula chaos``: break everything again and again, and see that nothing is lost."""

import sys
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from actors.errors import InvalidRequest
from runtime.chaos.campaign import CASTING, Plan, campaign, legs_for
from runtime.chaos.faults import WIRE_DEEDS, chosen
from runtime.chaos.ground import directory, ground
from runtime.chaos.report import Outcome, Tally
from runtime.chaos.schedule import schedule
from runtime.chaos.undisturbed import undisturbed
from runtime.cli.console import err, line, run
from runtime.cli.interrupting import interruptible
from scenarios.catalogue import genre_of
from scenarios.loading import load_world

VIOLATED = 1
"""Exit status when something did not hold."""

INTERRUPTED = 130

LEAST_TICKS = 10


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(chaos)


def chaos(
    scenario: Annotated[str, typer.Argument(help="A bundled scenario's id, or the path of a file or folder.")] = "montagues",
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same story and the same faults.")] = 7,
    rounds: Annotated[int, typer.Option("--rounds", help="How many rounds, each with one fault.")] = 20,
    faults: Annotated[str, typer.Option("--faults", help="Which ones, by commas: all, kill, pause, kill-postgres, ...")] = "all",
    ticks: Annotated[int, typer.Option("--ticks", help="How many ticks a round has.")] = 60,
    json: Annotated[bool, typer.Option("--json", help="The last line of stdout is one JSON object.")] = False,
    data_dir: Annotated[
        Path | None, typer.Option("--data-dir", help="A data directory that nobody else uses (default: a temporary one).")
    ] = None,
) -> None:
    """Run an ecosystem with all its targets, break something in each round, and check after each that nothing is lost."""
    for name, value, least in (("--seed", seed, 0), ("--rounds", rounds, 1), ("--ticks", ticks, LEAST_TICKS)):
        if value < least:
            raise InvalidRequest(name, f"{value} is less than {least}")
    with directory(data_dir) as settings:
        injections = schedule(seed, rounds, chosen(faults, settings), ticks)
        world = load_world(scenario, genre_of(scenario), None, seed)

        tally = Tally()

        def heard(outcome: Outcome) -> None:
            tally.outcomes.append(outcome)
            _said(outcome)

        async def main() -> None:
            legs = await undisturbed(world, seed, CASTING, ticks, legs_for(rounds))
            wiring = any(one.fault.deed in WIRE_DEEDS for one in injections)
            _note(f"{world.scenario}, seed {seed}: {rounds} rounds of {ticks} ticks")
            async with ground(settings, _note, wiring) as opened:
                with interruptible(_note, "round") as ending:
                    await campaign(opened, Plan(world, seed, ticks, injections, legs), heard, ending)

        try:
            run(main)
        finally:  # also after a second Ctrl-C
            if tally.outcomes:
                _shown(tally, {"scenario": world.scenario, "seed": seed, "ticks": ticks} if json else None)
    sys.exit(VIOLATED if tally.violations else INTERRUPTED if len(tally.outcomes) < rounds else 0)


def _shown(tally: Tally, about: dict[str, Any] | None) -> None:
    for violation in tally.violations:
        err.print(f"fabula: {violation}", markup=False)
    for text in tally.table():
        line(text)
    if about is not None:
        line(orjson.dumps({**about, **tally.as_dict()}).decode())


def _said(outcome: Outcome) -> None:
    injection = outcome.injection
    came = "did not recover" if outcome.recovery is None else f"recovered in {outcome.recovery:.2f} s"
    came = "missed" if outcome.missed else came
    said = "; ".join(outcome.violations) or "nothing is lost"
    _note(f"round {injection.number}: {injection.fault.name} at tick {outcome.tick}, {came}, {said}")


def _note(text: str) -> None:
    err.print(f"fabula: {text}", markup=False)
