"""``fabula subscribers``: who is told of an ecosystem's events, and what is held since it could not be done."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Annotated

import orjson
import typer

from actors.deliveries import Held, Subscription
from actors.errors import InvalidRequest
from actors.ports import Store
from runtime.cli.console import DataDir, line, run, settings
from runtime.host import hosting

app = typer.Typer(help="Who is told of an ecosystem's events, and what they could not get done.", no_args_is_help=True)

NameArg = Annotated[str, typer.Argument(help="The subscriber's name.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


@app.command(name="list")
def list_(ecosystem: str, json: Json = False, data_dir: DataDir = None) -> None:
    """List the subscribers: up to which event they were told, what is under way, and what is held."""

    async def main() -> None:
        async with _store(data_dir, ecosystem) as store:
            found = await store.subscriptions(ecosystem)
            for one in found:
                _print(one, json)
            if not found and not json:
                line(f"nobody has subscribed to {ecosystem} yet")

    run(main)


@app.command()
def held(ecosystem: str, name: NameArg, json: Json = False, data_dir: DataDir = None) -> None:
    """List the events that a subscriber could not get done, with the reason."""

    async def main() -> None:
        async with _store(data_dir, ecosystem, name) as store:
            found = await store.held(ecosystem, name)
            for one in found:
                _print_held(one, json)
            if not found and not json:
                line(f"nothing is held for {name}")

    run(main)


@app.command()
def retry(
    ecosystem: str,
    name: NameArg,
    number: Annotated[int | None, typer.Argument(help="The event's number; without it, all that are held.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Give out again what is held, as if for the first time."""

    async def main() -> None:
        async with _store(data_dir, ecosystem, name) as store:
            numbers = [one.seq for one in await store.held(ecosystem, name)] if number is None else [number]
            for seq in numbers:
                await store.try_again(ecosystem, name, seq)
                line(f"number {seq} is given to {name} again")
            if not numbers:
                line(f"nothing is held for {name}")

    run(main)


@asynccontextmanager
async def _store(data_dir: DataDir, ecosystem: str, name: str | None = None) -> AsyncIterator[Store]:
    """The store, in which this ecosystem is known, and this subscriber there. Raises EcosystemUnknown, InvalidRequest."""
    async with hosting(settings(data_dir)) as host:
        await host.store.head(ecosystem)
        names = [one.name for one in await host.store.subscriptions(ecosystem)]
        if name is not None and name not in names:
            raise InvalidRequest("NAME", f"'{name}' is none of {', '.join(names) or 'no subscribers'}")
        yield host.store


def _print(one: Subscription, json: bool) -> None:
    if json:
        line(orjson.dumps(asdict(one)).decode())
    else:
        mode = "shared" if one.shared else "alone"
        line(f"{one.name:30} {mode:6} up to event {one.seq:,}, {one.open:,} under way, {one.held:,} held")


def _print_held(one: Held, json: bool) -> None:
    if json:
        line(orjson.dumps(asdict(one)).decode())
    else:
        line(f"{one.seq:9} tick {one.tick:7} {one.kind:12} {one.attempts} attempts  {one.reason}")
