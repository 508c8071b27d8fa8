"""A bare uvicorn that sends the same frame over and over: the limit of ``streams``.

python -m benchmarks.bare_socket FD FRAMES TEXT

It begins to send when as many clients have come as the path says (/100), so that all of them are served at once.
"""

import asyncio
import socket
import sys
from collections import defaultdict

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

GO: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
HERE: defaultdict[str, int] = defaultdict(int)
FRAMES, TEXT = int(sys.argv[2]), sys.argv[3]


async def serve(websocket: WebSocket) -> None:
    """Send them all."""
    clients = websocket.path_params["clients"]
    await websocket.accept()
    HERE[clients] += 1
    if HERE[clients] == int(clients):
        asyncio.get_running_loop().call_later(0.5, GO[clients].set)
    await GO[clients].wait()
    try:
        for _ in range(FRAMES):
            await websocket.send_text(TEXT)
        await websocket.receive_text()
    except WebSocketDisconnect:
        return


def main() -> None:
    """Serve until killed."""
    app = Starlette(routes=[WebSocketRoute("/{clients}", serve)])
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", ws_per_message_deflate=False)
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(uvicorn.Server(config).serve(sockets=[socket.socket(fileno=int(sys.argv[1]))]))


if __name__ == "__main__":
    main()
