"""``fabula watch`` and ``fabula transcript``: what happened, and what is happening."""

from typing import Annotated

import orjson
import typer

from actors.errors import InvalidRequest
from actors.events import Event
from runtime.cli.console import DataDir, line, run, settings
from runtime.following import by_tick, follow, narrator
from runtime.host import hosting
from runtime.transcript import markdown, plain


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(watch)
    app.command()(transcript)


def watch(
    ecosystem: str,
    from_: Annotated[int, typer.Option("--from", help="Begin with this number.")] = 1,
    json: Annotated[bool, typer.Option("--json", help="One event a line, as stored.")] = False,
    no_follow: Annotated[bool, typer.Option("--no-follow", help="Stop at the end instead of waiting for more.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Show an ecosystem's events from any number on, then live."""
    if from_ < 1:
        raise InvalidRequest("--from", f"{from_} is no event's number; they count from 1")

    async def main() -> None:
        async with hosting(settings(data_dir)) as host:
            tell = await narrator(host.store, ecosystem)
            batches = follow(host.store, host.herald, ecosystem, from_ - 1, not no_follow)
            if json:
                async for batch in batches:
                    for event in batch:
                        line(as_json(event))
            else:
                async for tick in by_tick(batches):
                    for told in (*tell.tell(tick), *tell.journeys(tick)):
                        line(plain(told))

    run(main)


def transcript(
    ecosystem: str,
    from_: Annotated[int, typer.Option("--from", help="First tick.")] = 0,
    to: Annotated[int | None, typer.Option("--to", help="Last tick.")] = None,
    markdown_: Annotated[bool, typer.Option("--markdown", help="Markdown instead of plain text.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Tell what was said and done, readable like a play."""
    if from_ < 0 or (to is not None and to < from_):
        raise InvalidRequest("--from/--to", f"there are no ticks from {from_} to {to}")

    async def main() -> None:
        async with hosting(settings(data_dir)) as host:
            tell = await narrator(host.store, ecosystem)
            head = await host.store.head(ecosystem)
            render = markdown if markdown_ else plain
            line(f"# {head.founding.title}" if markdown_ else head.founding.title.upper())
            async for tick in by_tick(host.store.events(ecosystem)):
                if tick[0].tick >= from_ and (to is None or tick[0].tick <= to):
                    for told in tell.tell(tick):
                        line(render(told))

    run(main)


def as_json(event: Event) -> str:
    """The event as one line of JSON, with its id and number."""
    head = {"ecosystem": event.ecosystem, "seq": event.seq, "tick": event.tick, "kind": event.kind, "scene": event.scene,
            "index": event.index, "id": event.id}  # fmt: skip
    return orjson.dumps({**head, "body": event.body}).decode()
