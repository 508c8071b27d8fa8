"""One process that answers requests, over a socket that it was given: ``python -m gateway.worker FD``."""

import asyncio
import logging
import signal
import socket
import sys
from time import monotonic
from types import FrameType

import uvicorn
from fastapi import FastAPI
from uvicorn.loops.auto import auto_loop_factory

from actors.errors import FabulaError
from gateway.app import create_app
from gateway.handover import GRACE_SECONDS, is_shared, take_over
from gateway.parent import end_with_parent
from gateway.security.visitors import visitor
from gateway.settings import GatewaySettings
from gateway.streams.protocol import FramesAtOnce
from runtime.telemetry.wardrobe import outfit_of
from ui.mounting import mount

LOG = logging.getLogger(__name__)


class Draining(uvicorn.Server):
    """A server that, told to end, has its streams say so to their readers, and answers what was asked before it ends.

    It begins by taking over the port from an earlier instance, and it ends a moment after it was told to: until then clients are
    asked to go elsewhere.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._told: tuple[float, int] | None = None  # when to end, and by which signal

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        for listener in sockets or ():
            if is_shared(listener):
                take_over(listener)
        if self.started:
            LOG.info("this process answers")

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Called with SIGTERM or SIGINT."""
        self.config.app.state.draining.set()  # type: ignore[union-attr]
        if self._told:
            super().handle_exit(sig, frame)
        self._told = self._told or (monotonic() + GRACE_SECONDS, sig)

    async def on_tick(self, counter: int) -> bool:
        """Called ten times a second."""
        if self._told and monotonic() >= self._told[0] and not self.should_exit:
            super().handle_exit(self._told[1], None)
        return await super().on_tick(counter)


async def serve(settings: GatewaySettings, listener: socket.socket) -> None:
    """Answer until told to end. Raises what opening the ports raises."""
    app = create_app(settings)
    mount(app, visitor)
    await Draining(config(app, settings)).serve(sockets=[listener])


def config(app: FastAPI, settings: GatewaySettings) -> uvicorn.Config:
    """How the app is served. Frames are not compressed: each would be anew for every reader, and each reader costs memory."""
    return uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, lifespan="on",
        proxy_headers=bool(settings.proxies), forwarded_allow_ips=settings.proxies or None,
        timeout_graceful_shutdown=int(settings.drain_seconds), ws_max_size=settings.body_limit, ws_ping_interval=20.0,
        ws=FramesAtOnce, ws_per_message_deflate=False,
    )  # fmt: skip


def main() -> None:
    """Serve with the settings of the environment."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole terminal; whoever started us tells us when to end
    end_with_parent()
    try:
        settings = GatewaySettings()
        outfit_of(settings).put_on("gateway")
        with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
            runner.run(serve(settings, socket.socket(fileno=int(sys.argv[1]))))
    except FabulaError as error:
        sys.exit(f"fabula: {error}")


if __name__ == "__main__":
    main()
