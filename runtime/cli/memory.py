"""``fabula recall`` and ``fabula verify``: what is remembered, and whether everything derived agrees with the chronicle."""

import sys
from typing import Annotated

import orjson
import typer

from actors.errors import CharacterUnknown, InvalidRequest, ServicesBusy
from runtime.cli.console import DataDir, err, line, run, settings
from runtime.host import Host, hosting
from runtime.keeping import keeping
from runtime.keeping import recall as recall_by_meaning
from runtime.targets import open_targets
from runtime.verification import Report
from runtime.verification import verify as verify_chronicle

DISAGREES = 1
"""Exit status when something derived is not what the chronicle says."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(recall)
    app.command()(verify)


def recall(
    ecosystem: str,
    character: str,
    words: str,
    limit: Annotated[int, typer.Option("--limit", help="How many memories at most.")] = 5,
    data_dir: DataDir = None,
) -> None:
    """Show what a character remembers that comes nearest to some words, with scores and ticks."""
    if limit < 1:
        raise InvalidRequest("--limit", f"{limit} is not a number of memories")
    if not words.strip():
        raise InvalidRequest("WORDS", "say what to recall")

    async def main() -> None:
        async with hosting(settings(data_dir)) as host:
            await host.store.head(ecosystem)
            if character not in await host.store.personas(ecosystem):
                raise CharacterUnknown(ecosystem, character)
            found = await recall_by_meaning(host, ecosystem, character, words, limit)
            for memory in found:
                line(f"{memory.score:6.3f}  tick {memory.tick:5}  {memory.text}")
            if not found:
                line(f"{character} remembers nothing yet.")

    run(main)


def verify(
    ecosystem: str,
    json: Annotated[bool, typer.Option("--json", help="One JSON object: ok, hash, checks.")] = False,
    rebuild_memory: Annotated[bool, typer.Option("--rebuild-memory", help="Make the memory index anew first.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Compute everything derived from the chronicle again and compare; exit status 0 only if all agree."""

    async def main() -> Report:
        async with hosting(settings(data_dir)) as host:
            await host.store.head(ecosystem)
            return await _verified(host, ecosystem, rebuild_memory)

    report = run(main)
    if json:
        line(orjson.dumps({"ok": report.ok, "hash": report.hash, "checks": report.checks}).decode())
    else:
        line(f"hash {report.hash}")
        for name, holds in report.checks.items():
            line(f"{'ok ' if holds else 'NOT'} {name}")
    for skipped in report.unchecked:
        err.print(f"fabula: not checked: {skipped}", markup=False)
    for fault in report.faults:
        err.print(f"fabula: {fault}", markup=False)
    sys.exit(0 if report.ok else DISAGREES)


async def _verified(host: Host, ecosystem: str, rebuild: bool) -> Report:
    async with open_targets(host.services) as targets:
        try:
            async with keeping(host) as keeper:
                if rebuild:
                    await keeper.rebuild(ecosystem)
                return await verify_chronicle(host.store, ecosystem, keeper, targets)
        except ServicesBusy as busy:
            if rebuild:
                raise
            err.print(f"fabula: the memory index is not checked, another process owns it: {busy}", markup=False)
            return await verify_chronicle(host.store, ecosystem, None, targets)
