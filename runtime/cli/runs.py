"""``fabula run``: headless, as fast as possible. ``fabula live``: at a tempo, with lines of what happens."""

import asyncio
import secrets
import sys
from asyncio import CancelledError
from collections.abc import Callable
from functools import partial
from typing import Annotated

import orjson
import typer
from rich.text import Text

from actors.errors import InvalidRequest
from actors.ports import Head
from runtime.cli.console import DataDir, err, line, out, run, settings
from runtime.cli.interrupting import interruptible
from runtime.cli.progress import Complaints, Watcher
from runtime.cli.telling import note, styled, tell
from runtime.cluster import free_mib
from runtime.ending import end
from runtime.garbage import collect_rarely
from runtime.placement import UNBOUNDED, Placement, troupes_for
from runtime.ray_ecosystem import Casting
from runtime.running import Handle, statuses
from runtime.stages import Order, Stage, ephemeral_stage, ray_stage
from runtime.status import Status
from runtime.transcript import plain
from scenarios.catalogue import entry, genre_of
from scenarios.loading import load_world

ScenarioArg = Annotated[str, typer.Argument(help="A bundled scenario's id, or the path of a file or folder.")]
Seed = Annotated[int | None, typer.Option("--seed", help="The same seed gives the same story (default: a new one).")]
CastSize = Annotated[int | None, typer.Option("--cast", help="How many characters; more than the scenario has are generated.")]
AwakeAtOnce = Annotated[
    int | None, typer.Option("--awake", help="About how many of a large cast are awake at once; the others sleep in turn.")
]
Placed = Annotated[Placement, typer.Option("--placement", help="Where characters live; never changes the story.")]
Troupes = Annotated[int | None, typer.Option("--troupes", help="How many processes host the cast.")]
Resume = Annotated[str | None, typer.Option("--resume", help="Go on with this ecosystem instead of founding one.")]

TICKS = 50
"""So many are run unless somebody says otherwise."""

UNFINISHED = 3
"""Exit status of a run that could not reach its end."""

INTERRUPTED = 130
"""Exit status of a run that was ended by Ctrl-C, as of every program that is."""

MAX_SEED = 2**63 - 1


_NOTHING_KEPT = "an ephemeral run keeps nothing to go on with"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(name="run")(run_)
    app.command()(live)


def run_(
    scenario: ScenarioArg = "les-miserables",
    ticks: Annotated[int | None, typer.Option("--ticks", help=f"How many ticks to run ({TICKS}).", show_default=False)] = None,
    until: Annotated[int | None, typer.Option("--until", help="Run up to this tick, however far the story is.")] = None,
    seed: Seed = None,
    json: Annotated[bool, typer.Option("--json", help="Lines to stderr; the last of stdout is one JSON object.")] = False,
    placement: Placed = Placement.AUTO,
    troupes: Troupes = None,
    cast: CastSize = None,
    awake: AwakeAtOnce = None,
    ephemeral: Annotated[bool, typer.Option("--ephemeral", help="In this process only, with no server at all.")] = False,
    resume: Resume = None,
    data_dir: DataDir = None,
) -> None:
    """Run an ecosystem for so many ticks as fast as possible, and say what came of it."""
    rest = _rest(ticks, until)
    if ephemeral and resume:
        raise InvalidRequest("--resume", "an ephemeral ecosystem keeps nothing to go on with")
    casting = Casting(placement, troupes)
    wished = settings(data_dir)
    order = _order(scenario, seed, cast, awake, resume, casting, ephemeral or wished.cluster is not None)

    playing: list[str] = []

    async def main() -> int:
        stage = ephemeral_stage(casting) if ephemeral else ray_stage(wished, casting, note)
        async with stage as opened:
            head = await opened.begin(order)
            playing.append(head.founding.ecosystem)
            so_many = rest(head)
            with interruptible(note) as ending:
                return await _run(opened, head, so_many, Watcher(head, so_many, json, wished), json, ending)

    try:
        sys.exit(run(main))
    except (KeyboardInterrupt, CancelledError):
        for ecosystem in playing:
            note("stopped at once; " + (_NOTHING_KEPT if ephemeral else f"it goes on with: fabula run --resume {ecosystem}"))
        raise


def live(
    scenario: ScenarioArg = "les-miserables",
    tempo: Annotated[float, typer.Option("--tempo", help="Seconds between ticks.")] = 3.0,
    seed: Seed = None,
    placement: Placed = Placement.AUTO,
    troupes: Troupes = None,
    cast: CastSize = None,
    awake: AwakeAtOnce = None,
    resume: Resume = None,
    data_dir: DataDir = None,
) -> None:
    """Let an ecosystem live at a tempo, and print what happens as it happens, until Ctrl-C."""
    if not 0.05 <= tempo <= 86_400:
        raise InvalidRequest("--tempo", f"{tempo} is not between 0.05 and 86400 seconds")
    casting = Casting(placement, troupes)
    wished = settings(data_dir)
    order = _order(scenario, seed, cast, awake, resume, casting, wished.cluster is not None)

    playing: list[str] = []

    async def main() -> int:
        async with ray_stage(settings(data_dir), casting, note) as stage:
            head = await stage.begin(order)
            ecosystem = head.founding.ecosystem
            playing.append(ecosystem)
            out.print(Text(f"{head.founding.title}: {ecosystem}, seed {head.founding.seed}. Ctrl-C ends it.", style="bold"))
            async with stage.living(ecosystem, int(tempo * 1000)) as handle:
                shown = tell(stage.store, stage.herald, ecosystem, head.seq, lambda told: out.print(styled(told)))
                telling = asyncio.ensure_future(shown)
                status = await _while_it_lives(handle, telling)
            note(f"{status.state}: {status.reason}; it goes on with: fabula live --resume {ecosystem}")
            return UNFINISHED

    try:
        sys.exit(run(main))
    except (KeyboardInterrupt, CancelledError):  # how a live ecosystem is meant to be ended
        for ecosystem in playing:
            note(f"stopped; it goes on with: fabula live --resume {ecosystem}")


def _rest(ticks: int | None, until: int | None) -> Callable[[Head], int]:
    """How many ticks are to be run from a head on. Raises InvalidRequest."""
    if ticks is not None and until is not None:
        raise InvalidRequest("--until", "it says where to stop, and so does --ticks; leave one of them out")
    for name, value in (("--ticks", ticks), ("--until", until)):
        if value is not None and value < 0:
            raise InvalidRequest(name, f"{value} is negative; a story only goes forward")
    if until is not None:
        return lambda head: max(0, until - head.tick)
    return lambda head: TICKS if ticks is None else ticks


def _order(
    scenario: str, seed: int | None, cast: int | None, awake: int | None, resume: str | None, casting: Casting, elsewhere: bool
) -> Order:
    """What to begin with. A new world is loaded and checked here, before anything is started.

    So is whether its cast fits, unless it is to live ``elsewhere`` than in processes of this machine.
    """
    if resume is not None:
        if seed is not None or cast is not None or awake is not None:
            raise InvalidRequest("--resume", "its seed and cast are fixed; leave --seed, --cast and --awake out")
        return Order(resume, None, 0)
    collect_rarely()  # a large cast is made of millions of objects, none of them garbage
    seed = secrets.randbelow(2**31) if seed is None else seed
    if not 0 <= seed <= MAX_SEED:
        raise InvalidRequest("--seed", f"{seed} is not between 0 and {MAX_SEED}")
    known = entry(scenario)
    free = UNBOUNDED if elsewhere else free_mib()
    troupes_for(casting.placement, max(1, cast or known.cast), 1, free, casting.troupes)
    return Order(None, load_world(scenario, genre_of(scenario), cast, seed, awake), seed)


async def _run(stage: Stage, head: Head, ticks: int, watcher: Watcher, json: bool, ending: asyncio.Event) -> int:
    ecosystem = head.founding.ecosystem
    with watcher:
        told = partial(tell, stage.store, stage.herald, ecosystem, head.seq, lambda told: err.print(plain(told), markup=False))
        summary, status = await stage.run(head, ticks, watcher.see, told if json else None, ending)
    if json:
        line(orjson.dumps(summary.as_dict()).decode())
    else:
        for name, value in summary.as_dict().items():
            line(f"{name:20} {value}")
    left = head.tick + ticks - summary.ticks
    if left and ending.is_set() and status.state == "asleep":
        go_on = f"it goes on with: fabula run --resume {summary.ecosystem} --until {head.tick + ticks}"
        note(f"ended after tick {summary.ticks}; {go_on if stage.keeps else _NOTHING_KEPT}")
        return INTERRUPTED
    if left:
        note(f"{status.state}: {status.reason}; go on with: fabula run --resume {summary.ecosystem}")
        return UNFINISHED
    return 0


async def _while_it_lives(handle: Handle, telling: "asyncio.Future[None]") -> Status:
    """Say why nothing happens, each time that there is another reason, until nothing will; ``telling`` ends with it."""
    complaints = Complaints()
    try:
        async for status in statuses(handle):
            complaints.hear(status)
            if telling.done():
                await telling  # it never ends but by an error
            if status.settled and status.state != "asleep":
                return status
    finally:
        await end(telling)
    raise AssertionError
