"""``fabula jobs``: background work, ordered, looked at, cancelled, tried again, scheduled and done."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import orjson
import typer

from runtime import cluster
from runtime.cli.console import DataDir, err, line, run, settings
from runtime.host import hosting
from runtime.jobs.offers import OFFERS, offer_of
from runtime.jobs.worker import working
from runtime.tending import tended
from storage.jobs.book import JobBook
from storage.jobs.cron import first
from storage.jobs.job import Job, Schedule

app = typer.Typer(help="Background work: what is ordered, how far it is, and why it is held.", invoke_without_command=True)

JobArg = Annotated[int, typer.Argument(help="The job's number.")]
KindArg = Annotated[str, typer.Argument(help="; ".join(f"{kind.name}: {kind.does}" for kind in OFFERS.values()) + ".")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


@app.callback()
def jobs(context: typer.Context) -> None:
    """List the jobs, unless something else is asked for."""
    if context.invoked_subcommand is None:
        list_()


@app.command(name="list")
def list_(
    ecosystem: Annotated[str | None, typer.Option("--ecosystem", help="Only those of this ecosystem.")] = None,
    json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """List the newest hundred jobs, newest first."""

    async def main() -> None:
        async with _book(data_dir) as book:
            found = await book.jobs(ecosystem)
            for job in found:
                _print(job, json)
            if not found and not json:
                line("no jobs yet; order one with: fabula jobs add verify ECOSYSTEM")

    run(main)


@app.command()
def show(job: JobArg, json: Json = False, data_dir: DataDir = None) -> None:
    """Show everything that is known of a job, with its result."""

    async def main() -> None:
        async with _book(data_dir) as book:
            found = await book.job(job)
            if json:
                _print(found, json)
                return
            for name, value in found.as_dict().items():
                if value not in (None, ""):
                    line(f"{name:12} {orjson.dumps(value).decode() if isinstance(value, dict) else value}")

    run(main)


@app.command()
def add(
    kind: KindArg,
    ecosystem: str,
    every: Annotated[str | None, typer.Option("--every", help="Again and again: a cron expression (UTC), '30 3 * * *'.")] = None,
    json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Order a job; one that waits or runs already is not ordered twice."""
    known = offer_of(kind)
    if every is not None:
        first(every)  # refused before anything starts

    async def main() -> None:
        async with _book(data_dir) as book:
            if every is None:
                _print(await book.order(ecosystem, known.name, known.cap), json)
            else:
                _print_schedule(await book.schedule(ecosystem, known.name, every), json)

    run(main)


@app.command()
def cancel(job: JobArg, json: Json = False, data_dir: DataDir = None) -> None:
    """End a job for good, also while it runs."""

    async def main() -> None:
        async with _book(data_dir) as book:
            _print(await book.cancel(job), json)

    run(main)


@app.command()
def retry(job: JobArg, json: Json = False, data_dir: DataDir = None) -> None:
    """Have a job that is held or cancelled tried again."""

    async def main() -> None:
        async with _book(data_dir) as book:
            _print(await book.retry(job), json)

    run(main)


@app.command()
def schedules(json: Json = False, data_dir: DataDir = None) -> None:
    """List what is ordered again and again."""

    async def main() -> None:
        async with _book(data_dir) as book:
            found = await book.schedules()
            for schedule in found:
                _print_schedule(schedule, json)
            if not found and not json:
                line("no schedules")

    run(main)


@app.command()
def unschedule(kind: KindArg, ecosystem: str, data_dir: DataDir = None) -> None:
    """Order it no more by itself."""
    known = offer_of(kind)

    async def main() -> None:
        async with _book(data_dir) as book:
            await book.unschedule(ecosystem, known.name)
            line(f"{known.name} of {ecosystem} is not ordered by itself any more")

    run(main)


@app.command()
def work(
    drain: Annotated[bool, typer.Option("--drain", help="End when every job is done, held or cancelled.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Do what jobs there are, until Ctrl-C. Commands that run a world do so as well."""
    wished = settings(data_dir)

    async def main() -> None:
        try:
            async with hosting(wished) as host, tended(wished, _note), working(host) as worker:
                await (worker.drained() if drain else asyncio.Event().wait())
        finally:
            cluster.disconnect()

    run(main)


@asynccontextmanager
async def _book(data_dir: DataDir) -> AsyncIterator[JobBook]:
    async with hosting(settings(data_dir)) as host:
        book = JobBook(host.services.postgres_url, size=1)
        try:
            yield book
        finally:
            await book.close()


def _print(job: Job, json: bool) -> None:
    line(orjson.dumps(job.as_dict()).decode() if json else _row(job))


def _row(job: Job) -> str:
    done = f"{job.step} {job.progress:,}/{job.total:,}" if job.state == "running" and job.step else ""
    return (
        f"{job.id:5} {job.kind:10} {job.ecosystem:30} {job.state:9} attempt {job.attempts}/{job.cap}  {done}{job.reason}".rstrip()
    )


def _print_schedule(schedule: Schedule, json: bool) -> None:
    if json:
        line(orjson.dumps(schedule.as_dict()).decode())
    else:
        line(f"{schedule.kind:10} {schedule.ecosystem:30} {schedule.cron:15} next {schedule.next_at:%Y-%m-%d %H:%M} UTC")


def _note(text: str) -> None:
    err.print(f"fabula: {text}", markup=False)
