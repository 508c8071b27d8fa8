"""``fabula graph``: who stands how to whom."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Annotated, Any, TypeVar

import orjson
import typer

from actors.errors import InvalidRequest
from actors.graph import Graph
from runtime.cli import graph_sheets as sheets
from runtime.cli.console import DataDir, err, line, run, settings
from runtime.cli.graph_sheets import Part, Sheet
from runtime.cli.table import columns, people_of
from runtime.graphs import Answer, Graphs, names_of
from runtime.host import hosting
from runtime.target_openers import open_neo4j
from runtime.targets import rebuilt
from storage.pages import Pages

T = TypeVar("T")

app = typer.Typer(help="Who stands how to whom: ways, groups, love and hate, now or at any tick.", no_args_is_help=True)

At = Annotated[int | None, typer.Option("--at", help="As of the end of this tick; now when absent.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object, with ids; lists are whole unless --limit is given.")]
Limit = Annotated[int | None, typer.Option("--limit", help="How many lines of each list at most (default: 20).")]

LINES = 20


@app.command()
def path(ecosystem: str, start: str, end: str, at: At = None, json: Json = False, data_dir: DataDir = None) -> None:
    """Show the shortest way from one to another along whom everybody knows."""
    _show(ecosystem, lambda graph: graph.path(start, end), sheets.path, at, json, data_dir)


@app.command()
def around(
    ecosystem: str,
    character: str,
    steps: Annotated[int, typer.Option("--steps", help="How far to go along whom everybody knows.")] = 1,
    at: At = None,
    limit: Limit = None,
    json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Show whom somebody reaches in a few steps, and how all of them stand to each other."""
    if steps < 0:
        raise InvalidRequest("--steps", f"{steps} is negative; 0 is oneself, 1 whom one knows")
    _show(ecosystem, lambda graph: graph.around(character, steps), sheets.around, at, json, data_dir, limit)


@app.command()
def mutual(ecosystem: str, one: str, other: str, at: At = None, json: Json = False, data_dir: DataDir = None) -> None:
    """Show the friends and the enemies that two people have in common."""
    if one == other:
        raise InvalidRequest("OTHER", f"'{other}' is the same person; name two")
    _show(ecosystem, lambda graph: graph.mutual(one, other), sheets.mutual, at, json, data_dir)


@app.command()
def communities(ecosystem: str, at: At = None, limit: Limit = None, json: Json = False, data_dir: DataDir = None) -> None:
    """Show the groups of people who like each other."""
    _show(ecosystem, lambda graph: graph.communities(), sheets.communities, at, json, data_dir, limit)


@app.command()
def central(ecosystem: str, at: At = None, limit: Limit = None, json: Json = False, data_dir: DataDir = None) -> None:
    """Show who is most liked, known by those who are known, and between the others."""
    _show(ecosystem, lambda graph: graph.centralities(), sheets.central, at, json, data_dir, limit)


@app.command()
def balance(ecosystem: str, at: At = None, json: Json = False, data_dir: DataDir = None) -> None:
    """Show how many threesomes are balanced: friends of friends are friends, enemies of friends enemies."""
    _show(ecosystem, lambda graph: graph.balance(), sheets.balance, at, json, data_dir)


@app.command()
def triangles(ecosystem: str, at: At = None, limit: Limit = None, json: Json = False, data_dir: DataDir = None) -> None:
    """Show rivals in love, and love that goes elsewhere."""
    _show(ecosystem, lambda graph: graph.triangles(), sheets.triangles, at, json, data_dir, limit)


@app.command()
def changed(
    ecosystem: str,
    from_: Annotated[int, typer.Option("--from", help="The tick to compare with.")] = 0,
    to: Annotated[int | None, typer.Option("--to", help="The tick that is compared; now when absent.")] = None,
    limit: Limit = None,
    json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Show the relationships that have changed most between two ticks."""
    if from_ < 0:
        raise InvalidRequest("--from", f"there is no tick {from_}; they count from 0")
    if to is not None and to < from_:
        raise InvalidRequest("--from/--to", f"there are no ticks from {from_} to {to}")
    _checked(limit)

    async def main() -> None:
        async with _asked(data_dir) as graphs:
            await _tell(graphs, ecosystem, await graphs.changed(ecosystem, from_, to), sheets.changed, limit, json)

    run(main)


def _show(
    ecosystem: str,
    question: Callable[[Graph], Awaitable[T]],
    sheet: Callable[[T], Sheet],
    at: int | None,
    json: bool,
    data_dir: Any,
    limit: int | None = None,
) -> None:
    """Ask and tell."""
    if at is not None and at < 0:
        raise InvalidRequest("--at", f"there is no tick {at}; they count from 0")
    _checked(limit)

    async def main() -> None:
        async with _asked(data_dir) as graphs:
            await _tell(graphs, ecosystem, await graphs.ask(ecosystem, question, at), sheet, limit, json)

    run(main)


@asynccontextmanager
async def _asked(data_dir: Any) -> AsyncIterator[Graphs]:
    """What answers."""
    async with hosting(settings(data_dir)) as host:
        pages = Pages.open(host.services.postgres_url, size=1)
        try:
            yield Graphs(host.store, host.services.neo4j, pages)
        finally:
            await pages.close()


@app.command()
def rebuild(ecosystem: str, data_dir: DataDir = None) -> None:
    """Make an ecosystem's part of the graph in Neo4j anew from the chronicle."""

    async def main() -> None:
        async with hosting(settings(data_dir)) as host:
            await host.store.head(ecosystem)
            if host.services.neo4j is None:
                raise InvalidRequest("FABULA_NEO4J_URL", "no Neo4j is set, so there is nothing to rebuild; Postgres answers")
            target = await open_neo4j(host.services.neo4j)
            try:
                mark = await rebuilt(host.store, target, ecosystem)
            finally:
                await target.close()
            line(f"the graph of {ecosystem} is as of event {mark.seq}")

    run(main)


def _checked(limit: int | None) -> None:
    if limit is not None and limit < 1:
        raise InvalidRequest("--limit", f"{limit} is not a number of lines")


async def _tell(
    graphs: Graphs, ecosystem: str, answer: Answer[T], sheet: Callable[[T], Sheet], limit: int | None, json: bool
) -> None:
    """Print the answer, and on stderr why it is not Neo4j's."""
    if answer.excuse:
        err.print(f"fabula: answered from {answer.source}: {answer.excuse}", markup=False)
    shown = sheet(answer.value)
    if json:
        head = {"ecosystem": ecosystem, "tick": answer.tick, "source": answer.source}
        line(orjson.dumps({**head, **_cut(shown.data, limit)}).decode())
        return
    most = limit or LINES
    names = await names_of(graphs.store, ecosystem, people_of(row for part in shown.parts for row in part.rows[:most]))
    for part in shown.parts:
        for text in _lines(part, most, names):
            line(text)


def _lines(part: Part, most: int, names: Mapping[str, str]) -> Iterator[str]:
    if part.title:
        yield part.title
    indent = "  " if part.title else ""
    if not part.rows:
        yield indent + part.none
    for text in columns(part.rows[:most], names):
        yield indent + text
    if len(part.rows) > most:
        yield f"{indent}… and {len(part.rows) - most} more"


def _cut(data: dict[str, Any], limit: int | None) -> dict[str, Any]:
    """With a limit lists are cut, and what they had is told."""
    if limit is None:
        return data
    lists = {key: value for key, value in data.items() if isinstance(value, list)}
    return {
        **data,
        **{key: value[:limit] for key, value in lists.items()},
        "of": {key: len(value) for key, value in lists.items()},
    }
