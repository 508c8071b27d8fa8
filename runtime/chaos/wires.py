"""The wires of a ground: one in front of Postgres, Valkey and Neo4j each, and the services as whoever plays reaches them."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import quote, urlsplit

from runtime.chaos.wire import Wire
from runtime.services import Services
from runtime.services.home import Home
from runtime.services.ports import LOOPBACK
from runtime.services.postgres import PORT, Postgres
from runtime.services.valkey import Valkey

Wires = dict[str, Wire]
"""By the name of the victim: "postgres", "valkey", "neo4j"."""


@asynccontextmanager
async def wired(services: Services) -> AsyncIterator[tuple[Services, Wires]]:
    """These services behind wires, which listen where only this account gets."""
    folder = Path(tempfile.mkdtemp(prefix="fabula-wire-"))
    home = Home(services.home)
    try:
        async with AsyncExitStack() as stack:
            postgres, valkey = Postgres(home).server.socket / _postgres(), Valkey(home).server.socket
            wires = {
                "postgres": await _at(stack, folder / _postgres(), postgres),
                "valkey": await _at(stack, folder / "valkey.sock", valkey),
            }
            url = services.postgres_url.partition("?host=")[0]
            given = replace(
                services, postgres_url=f"{url}?host={quote(str(folder), safe='/')}&port={PORT}",
                redis_url=f"unix://{quote(str(folder / 'valkey.sock'), safe='/')}",
            )  # fmt: skip
            if services.neo4j is not None:
                wires["neo4j"], port = await _before(stack, services.neo4j.url)
                given = replace(given, neo4j=replace(services.neo4j, url=f"bolt://{LOOPBACK}:{port}"))
            yield given, wires
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _postgres() -> str:
    """The name that Postgres' clients look for in the directory of its socket."""
    return f".s.PGSQL.{PORT}"


async def _at(stack: AsyncExitStack, path: Path, server: Path) -> Wire:
    """A wire from one Unix socket to another."""
    wire = Wire(partial(asyncio.open_unix_connection, server))
    await _opened(stack, wire, await asyncio.start_unix_server(wire.serve, path))
    return wire


async def _before(stack: AsyncExitStack, url: str) -> tuple[Wire, int]:
    """A wire from a free port to the server at this URL."""
    parts = urlsplit(url)
    wire = Wire(partial(asyncio.open_connection, parts.hostname, parts.port))
    server = await asyncio.start_server(wire.serve, LOOPBACK, 0)
    await _opened(stack, wire, server)
    return wire, int(server.sockets[0].getsockname()[1])


async def _opened(stack: AsyncExitStack, wire: Wire, server: asyncio.Server) -> None:
    await stack.enter_async_context(server)
    stack.callback(server.close)
    stack.push_async_callback(wire.close)
