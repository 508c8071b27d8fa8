"""``fabula ecosystems``, ``show`` and ``delete``."""

import typer

from actors.errors import ServiceFailed, ServicesBusy, StoreUnavailable
from runtime.cli.console import DataDir, err, line, run, settings
from runtime.host import hosting
from runtime.keeper import indexed
from runtime.keeping import keeping
from runtime.noticing import notice_of, standings_of
from runtime.removing import followed, remove
from runtime.showing import page, waits


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(ecosystems)
    app.command()(show)
    app.command()(delete)


def ecosystems(data_dir: DataDir = None) -> None:
    """List all ecosystems."""

    async def main() -> None:
        async with hosting(settings(data_dir)) as host:
            heads = await host.store.heads()
            for head in heads:
                founding = head.founding
                line(
                    f"{founding.ecosystem:30} tick {head.tick:6} {head.characters:6} characters {head.seq:8} events  "
                    f"seed {founding.seed}  {head.status}"
                )
            if not heads:
                line("no ecosystems yet; begin with: fabula run les-miserables --ticks 50")

    run(main)


def show(ecosystem: str, data_dir: DataDir = None) -> None:
    """Show the state of one: cast, moods, strongest relationships, and why nothing happens if nothing does."""
    wished = settings(data_dir)

    async def main() -> None:
        try:
            async with hosting(wished) as host:
                standings = [await indexed(host.store, await host.store.head(ecosystem)), *await standings_of(host, ecosystem)]
                for text in await page(host.store, ecosystem, await notice_of(wished, ecosystem), standings):
                    line(text)
        except (ServiceFailed, StoreUnavailable):
            if notice := await notice_of(wished, ecosystem):
                line(waits(notice))
            raise

    run(main)


def delete(ecosystem: str, data_dir: DataDir = None) -> None:
    """Remove an ecosystem with all that belongs to it."""

    async def main() -> None:
        async with hosting(settings(data_dir)) as host:
            await remove(host, ecosystem)
            line(f"deleted {ecosystem}")
            async for kept in followed(host, ecosystem):
                err.print(f"fabula: {kept}", markup=False)
            try:
                async with keeping(host) as keeper:
                    await keeper.forget(ecosystem)
            except ServicesBusy:
                return  # whoever owns the index forgets it within a second

    run(main)
