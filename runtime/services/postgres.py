"""The embedded Postgres: a real PostgreSQL 18 from a wheel, on a Unix socket only."""

import signal
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from runtime.services.account import postgres_account
from runtime.services.annex import postgres_programs
from runtime.services.cluster import DATABASE, ROLE, Cluster, data_directory
from runtime.services.home import Home
from runtime.services.server import Server
from runtime.services.sockets import forget_socket_directory, is_listening, socket_directory

PORT = 5432  # only a part of the socket's name
READY_LINE = 7
GOODBYES = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0))  # politest first: fast, immediate, none
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "cluster_name": "fabula",
    # durable: a commit that was answered survives a power cut
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    # small: no replication, no helper processes that a single machine does not need
    "shared_buffers": "64MB",
    "max_connections": "100",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "max_wal_size": "512MB",
    "min_wal_size": "64MB",
    "io_method": "sync",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_line_prefix": "%m ",
}


@dataclass(frozen=True, slots=True)
class Postgres:
    """The Postgres of one data directory."""

    home: Home

    @property
    def server(self) -> Server:
        log = self.home.logs / "postgres.log"
        return Server("Postgres", data_directory(self.home), self.home.run / "postgres.alive", log, GOODBYES)

    @property
    def url(self) -> str:
        """The address of the running server, for asyncpg and SQLAlchemy alike."""
        return f"postgresql://{ROLE}@/{DATABASE}?host={quote(str(self.server.socket), safe='/')}&port={PORT}"

    def start(self, lock: int) -> None:
        """Start it if it does not run and wait until it answers, with its database. Only while holding ``run/lock``.

        Raises ServiceFailed, DataDirectoryUnusable, ServicesBusy.
        """
        account = postgres_account()
        cluster = Cluster(self.home, account, postgres_programs(account), lock)
        if not self.server.is_there(self.is_ready):
            data = cluster.ensure()
            socket = socket_directory(data, "Postgres", account)
            cluster.clear_stale(data, socket)
            self.server.spawn(_command(cluster.programs, data, socket), socket, account)
        self.server.await_ready(self.is_ready)
        cluster.furnish(data_directory(self.home), self.server.socket)

    def stop(self) -> bool:
        """Stop it; False when it did not run. Raises ServiceFailed when it does not end."""
        socket = self.server.socket
        stopped = self.server.stop()
        if stopped:
            forget_socket_directory(socket, data_directory(self.home))
        return stopped

    def is_ready(self) -> bool:
        """Whether the server says that it takes connections, and somebody listens indeed."""
        try:
            lines = (data_directory(self.home) / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        says_so = len(lines) > READY_LINE and lines[READY_LINE].strip() == "ready"
        return says_so and is_listening(self.server.socket / f".s.PGSQL.{PORT}")


def _command(programs: Path, data: Path, socket: Path) -> list[str]:
    settings = {**SETTINGS, "unix_socket_directories": str(socket)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [str(programs / "postgres"), "-D", str(data), "-p", str(PORT), *options]
