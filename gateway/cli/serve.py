"""``fabula serve``: HTTP, WebSocket and SSE in front of the actors, and everything that they need."""

import asyncio
import secrets
import socket
from asyncio import CancelledError
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import Annotated

import typer
from rich.text import Text

from actors.errors import FabulaError, InvalidRequest
from actors.ports import Head
from gateway.cli.noting import noted, stopped
from gateway.security.first_admin import first_admin
from gateway.serving import listening, serving
from gateway.settings import GatewaySettings
from runtime.cli.console import DataDir, out, run
from runtime.cli.telling import styled, tell
from runtime.creation import create
from runtime.host import Host, hosting
from runtime.ordering import Orders
from runtime.tending import tended
from scenarios.catalogue import genre_of
from scenarios.loading import load_world
from storage.accounts import Accounts, By


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)


def serve(
    live: Annotated[str | None, typer.Option("--live", help="Also let a scenario live, and print what happens.")] = None,
    tempo: Annotated[float, typer.Option("--tempo", help="Seconds between its ticks.")] = 3.0,
    seed: Annotated[int | None, typer.Option("--seed", help="Its seed (default: a new one).")] = None,
    reuse_port: Annotated[
        bool, typer.Option("--reuse-port", help="Share the port with another instance, which then can be ended.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Serve the gateway until Ctrl-C, with servers, players and everything; what dies is started again."""
    if not 0.05 <= tempo <= 86_400:
        raise InvalidRequest("--tempo", f"{tempo} is not between 0.05 and 86400 seconds")
    settings = GatewaySettings(home=data_dir) if data_dir is not None else GatewaySettings()
    listener = listening(settings.host, settings.port, reuse_port)
    try:
        run(partial(_serve, settings, listener, live, int(tempo * 1000), seed))
    except (KeyboardInterrupt, CancelledError):  # how serving is meant to be ended
        stopped(settings)
    finally:
        listener.close()


async def _serve(settings: GatewaySettings, listener: socket.socket, live: str | None, tempo_ms: int, seed: int | None) -> None:
    say = noted(settings, "serve")
    async with AsyncExitStack() as stack:
        host = await stack.enter_async_context(hosting(settings))
        await _administered(host)
        await stack.enter_async_context(tended(settings, say))
        await stack.enter_async_context(serving(settings, listener, say))
        place = listener.getsockname()
        out.print(Text(f"Fabula listens on http://{place[0]}:{place[1]}  (Ctrl-C ends it)", style="bold"))
        if live is None:
            await asyncio.Event().wait()
        else:
            head = await _living(host, live, tempo_ms, seed)
            stack.push_async_callback(_ended, host, head.founding.ecosystem)
            await _shown(host, head.founding.ecosystem, settings.public_demo)
            await tell(host.store, host.herald, head.founding.ecosystem, head.seq, lambda told: out.print(styled(told)))


async def _ended(host: Host, ecosystem: str) -> None:
    """Have it not live any more: the next time another one does, and all that ever did would be too many."""
    with suppress(FabulaError):
        await Orders(host.store).stop(ecosystem)


async def _administered(host: Host) -> None:
    """See to it that there is an administrator."""
    accounts = Accounts.open(host.services.postgres_url, size=1)
    try:
        await first_admin(
            accounts, host.settings.home, out.file.isatty(), lambda told: out.print(Text(told, style="bold"), soft_wrap=True)
        )
    finally:
        await accounts.close()


async def _shown(host: Host, ecosystem: str, public: bool) -> None:
    """Let everybody watch it, where people may watch without an account."""
    accounts = Accounts.open(host.services.postgres_url, size=1)
    try:
        await accounts.set_public(ecosystem, public, By(None, "command line"))
    finally:
        await accounts.close()


async def _living(host: Host, scenario: str, tempo_ms: int, seed: int | None) -> Head:
    """A new ecosystem that has been told to live."""
    seed = secrets.randbelow(2**31) if seed is None else seed
    world = await asyncio.to_thread(lambda: load_world(scenario, genre_of(scenario), None, seed))
    head = await create(host.store, world, seed)
    await Orders(host.store).live(head.founding.ecosystem, tempo_ms)
    out.print(Text(f"{head.founding.title}: {head.founding.ecosystem}, seed {seed}", style="bold"))
    return head
