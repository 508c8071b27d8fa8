"""The wire of the fault kit: it carries bytes, late, not at all, or breaks them off, as it is told."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from runtime.chaos.wire import DELAY_SECONDS, Wire

SOON = 0.05


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Path]:
    """Where an echo listens."""
    async with await asyncio.start_unix_server(echo, tmp_path / "echo"):
        yield tmp_path / "echo"


@pytest.fixture
async def wire(place: Path) -> AsyncIterator[Wire]:
    made = Wire(partial(asyncio.open_unix_connection, place))
    async with await asyncio.start_unix_server(made.serve, place.with_name("wire")) as server:
        yield made
        server.close()
        await made.close()


async def echo(reader: StreamReader, writer: StreamWriter) -> None:
    while piece := await reader.read(100):
        writer.write(piece)
    writer.close()


class Client:
    def __init__(self, place: Path) -> None:
        self.place = place.with_name("wire")

    async def __aenter__(self) -> "Client":
        self.reader, self.writer = await asyncio.open_unix_connection(self.place)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.transport.abort()

    async def asks(self, text: bytes) -> bytes:
        self.writer.write(text)
        return await self.reader.readexactly(len(text))


async def test_an_undisturbed_wire_carries_everything(wire: Wire, place: Path) -> None:
    async with Client(place) as one, Client(place) as other:
        assert await one.asks(b"to be") == b"to be"
        assert await other.asks(b"or not" * 20_000) == b"or not" * 20_000


async def test_a_slow_wire_carries_late_and_in_order(wire: Wire, place: Path) -> None:
    async with Client(place) as client:
        async with wire.disturbed("delay"):
            began = asyncio.get_running_loop().time()
            assert await client.asks(b"to be") == b"to be"
            assert asyncio.get_running_loop().time() - began >= 2 * DELAY_SECONDS
        assert await client.asks(b"or not") == b"or not"


async def test_a_cut_wire_breaks_off_what_is_open_and_what_begins_until_it_is_whole(wire: Wire, place: Path) -> None:
    async with Client(place) as client:
        await client.asks(b"to be")
        async with wire.disturbed("cut"):
            assert await client.reader.read() == b""
            async with Client(place) as late:
                with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
                    await late.asks(b"or not")
    async with Client(place) as client:
        assert await client.asks(b"to be") == b"to be"


async def test_a_mute_wire_swallows_everything_and_its_connections_stay_silent_afterwards(wire: Wire, place: Path) -> None:
    async with Client(place) as client:
        await client.asks(b"to be")
        async with wire.disturbed("mute"):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(client.asks(b"or not"), SOON)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.asks(b"or not"), SOON)
    async with Client(place) as client:
        assert await client.asks(b"to be") == b"to be"


async def test_a_wire_to_nobody_breaks_off(tmp_path: Path) -> None:
    made = Wire(partial(asyncio.open_unix_connection, tmp_path / "nobody"))
    async with await asyncio.start_unix_server(made.serve, tmp_path / "wire"), Client(tmp_path / "nobody") as client:
        assert await client.reader.read() == b""


@dataclass
class Book:
    """A server that writes down what it hears on each connection, and says how much that is."""

    heard: list[bytes]
    open: int = 0

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        number = len(self.heard)
        self.heard.append(b"")
        self.open += 1
        while piece := await reader.read(100):
            self.heard[number] += piece
            writer.write(piece)
        writer.close()
        self.open -= 1


@pytest.fixture
async def book(tmp_path: Path) -> AsyncIterator[tuple[Wire, Book]]:
    written = Book([])
    made = Wire(partial(asyncio.open_unix_connection, tmp_path / "book"))
    async with (
        await asyncio.start_unix_server(written.serve, tmp_path / "book"),
        await asyncio.start_unix_server(made.serve, tmp_path / "wire") as server,
    ):
        yield made, written
        server.close()
        await made.close()
        while written.open:  # noqa: ASYNC110 - each connection ends by itself
            await asyncio.sleep(0)


async def test_what_is_said_on_a_late_wire_breaks_it_off_and_arrives_when_it_is_over(book, tmp_path: Path) -> None:
    wire, written = book
    async with Client(tmp_path / "book") as client, Client(tmp_path / "book") as quiet:
        await client.asks(b"to be")
        await quiet.asks(b"and")
        async with wire.disturbed("late"):
            with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
                await client.asks(b" or not")
            async with Client(tmp_path / "book") as new:
                assert await new.asks(b"to sleep") == b"to sleep"
            assert written.heard == [b"to be", b"and", b"to sleep"]
        async with asyncio.timeout(60):
            while written.heard[0] != b"to be or not":  # noqa: ASYNC110 - it is written by another task
                await asyncio.sleep(0.01)


async def test_what_is_said_on_a_doubled_wire_is_said_again_also_what_was_broken_off(book, tmp_path: Path) -> None:
    wire, written = book
    async with Client(tmp_path / "book") as open_before:
        await open_before.asks(b"to be")
        async with wire.disturbed("double"):
            assert await open_before.reader.read() == b""
            async with Client(tmp_path / "book") as client:
                assert await client.asks(b"or ") == b"or "
                client.writer.write(b"not")
            async with Client(tmp_path / "book") as still_open:
                assert await still_open.asks(b"to be") == b"to be"
                await asyncio.sleep(0)
        assert sorted(written.heard) == sorted([b"to be", b"or not", b"or not", b"to be", b"to be"])
    async with Client(tmp_path / "book") as client:
        assert await client.asks(b"alone") == b"alone"
    assert written.heard.count(b"alone") == 1
