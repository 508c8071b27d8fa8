"""Readers who take nothing: they are parted from, they cost the others nothing, and they may come back."""

import asyncio

import pytest
from websockets.exceptions import ConnectionClosed

from gateway import serving as listeners
from gateway.streams import telling
from tests.contract.gateway.streaming.conftest import founded, serving
from tests.contract.gateway.streaming.line import line

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONG = "x" * 100_000
"""Each event has it several times, so that a few of them are more than the kernel holds for somebody."""


@pytest.fixture
def soon(monkeypatch):
    """Nobody is waited for."""
    monkeypatch.setattr(listeners, "STANDSTILL_MS", 500)
    monkeypatch.setattr(telling, "STALL_SECONDS", 0.5)


async def left_alone(served, readers):
    """Until only so many are left."""
    for _ in range(1000):
        if served.hub.readers <= readers:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"{served.hub.readers} read still")


async def test_over_a_websocket(settings, operator, soon):
    async with serving(settings.model_copy(update={"stream_queue": 20})) as served:
        town = await founded(served)
        async with line(served, town.id, max_queue=1) as stalled, line(served, town.id) as brisk:
            for one in (stalled, brisk):
                await one.enter(operator)
                await one.say({"type": "subscribe", "after": 0})
            seen = []
            for _ in range(60):
                await town.happen(text=LONG)
                seen += await brisk.told(4 if seen else 8)
            assert seen == list(range(1, town.last + 1))
            await left_alone(served, 1)
            late = await stalled.told(1)
            with pytest.raises(ConnectionClosed):
                while True:
                    late += await stalled.told(1)
        assert late == list(range(1, late[-1] + 1))
        async with line(served, town.id) as again:
            await again.enter(operator)
            await again.say({"type": "subscribe", "after": late[-1]})
            assert late + await again.told(town.last - late[-1]) == seen


async def test_over_sse(settings, operator, soon, http):
    async with serving(settings.model_copy(update={"stream_queue": 20})) as served:
        town = await founded(served)
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port, limit=1024)
        path = f"/api/v1/ecosystems/{town.id}/events/stream?after=0"
        writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {operator.token}\r\n\r\n".encode())
        assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"
        assert served.hub.readers == 1
        for _ in range(40):
            await town.happen(text=LONG)
        await left_alone(served, 0)
        writer.close()
