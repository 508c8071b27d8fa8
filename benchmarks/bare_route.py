"""The bare limit of reads: uvicorn with one route that answers the very same body, and knows nothing: ``FD FILE``."""

import asyncio
import socket
import sys
from pathlib import Path
from typing import Any

import uvicorn


def route(body: bytes) -> Any:
    """An application that answers everything by this."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return answer


def serve(listener: socket.socket, body: bytes) -> None:
    """Answer until ended."""
    config = uvicorn.Config(route(body), log_level="warning", access_log=False, server_header=False, lifespan="off")
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(uvicorn.Server(config).serve(sockets=[listener]))


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), Path(sys.argv[2]).read_bytes())
