"""An embedded Neo4j Community: a Java server on loopback, for those who ask for it. All it holds can be derived anew."""

import os
import secrets
import signal
from dataclasses import dataclass
from pathlib import Path

from actors.errors import ServiceFailed
from runtime.services.account import own_account
from runtime.services.configured import Configured
from runtime.services.home import Home
from runtime.services.java import JAVA_READY_SECONDS, JavaServer, utf8_environment
from runtime.services.ports import LOOPBACK, kept_port, noted_port
from runtime.services.server import Server
from runtime.services.tool import finished
from storage.graph.login import Login

PROGRAM = JavaServer("Neo4j", "neo4j", "name a server in FABULA_NEO4J_URL")
USER = "neo4j"
GOODBYES = ((signal.SIGTERM, 30.0), (signal.SIGKILL, 10.0))
SETTINGS = {
    "server.default_listen_address": LOOPBACK,
    "server.http.enabled": "false",
    "server.https.enabled": "false",
    # small: a graph of people, beside the rest of Fabula on one machine
    "server.memory.heap.initial_size": "256m",
    "server.memory.heap.max_size": "512m",
    "server.memory.pagecache.size": "128m",
    "db.tx_log.rotation.retention_policy": "2 files",
    "db.logs.query.enabled": "OFF",
    "dbms.usage_report.enabled": "false",
}
MACHINE = (
    "-Xms256m", "-Xmx512m", "--add-opens=java.base/java.nio=ALL-UNNAMED", "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
)  # fmt: skip
ENTRY = "org.neo4j.server.CommunityEntryPoint"
ADMIN = "org.neo4j.cli.AdminTool"


@dataclass(frozen=True, slots=True)
class Neo4j:
    """The Neo4j of one data directory."""

    home: Home

    @property
    def server(self) -> Server:
        return Server("Neo4j", self.home.neo4j, self.home.run / "neo4j.alive", self.home.logs / "neo4j.log", GOODBYES)

    @property
    def login(self) -> Login | None:
        """How to reach it, running or not; None before its first start."""
        port = noted_port(self._port)
        if port is None or not self._password.exists():
            return None
        return Login(f"bolt://{LOOPBACK}:{port}", USER, self._password.read_text().strip())

    def check(self) -> None:
        """Raise ServiceFailed when it cannot run here; changes nothing."""
        PROGRAM.check(self.home)

    def fetch(self) -> None:
        """Have its libraries fetched. Raises ServiceFailed."""
        PROGRAM.resolve(self.home)

    def start(self, lock: int) -> None:
        """Start it if it does not run, without waiting for it. Only while holding ``run/lock``. Raises ServiceFailed."""
        if not self.server.is_running():
            self.home.neo4j.mkdir(exist_ok=True, mode=0o700)
            port = kept_port(self._port)
            self._configure(port)
            if not self._password.exists():
                self._set_password(lock)
            arguments = (f"--home-dir={self.home.neo4j}", f"--config-dir={self._conf}", "--console-mode")
            command = PROGRAM.command(self.home, *MACHINE, ENTRY, *arguments)
            self.server.spawn(command, f"{LOOPBACK}:{port}", own_account(), utf8_environment())

    def settle(self) -> None:
        """Wait until it answers: not while holding ``run/lock``, as it may take long. Raises ServiceFailed."""
        self.server.await_ready(self.is_ready, JAVA_READY_SECONDS)

    def stop(self) -> bool:
        """Stop it; False when it did not run. Raises ServiceFailed when it does not end."""
        return self.server.stop()

    def is_ready(self) -> bool:
        """Whether the running server answers."""
        try:
            Configured("Neo4j", f"bolt://{self.server.where}").check()
        except ServiceFailed:
            return False
        return self.server.is_running()

    @property
    def _conf(self) -> Path:
        return self.home.neo4j / "conf"

    @property
    def _port(self) -> Path:
        return self.home.neo4j / "port"

    @property
    def _password(self) -> Path:
        return self.home.neo4j / "password"

    def _configure(self, port: int) -> None:
        self._conf.mkdir(exist_ok=True)
        address = f"{LOOPBACK}:{port}"
        settings = {**SETTINGS, "server.bolt.listen_address": address, "server.bolt.advertised_address": address}
        (self._conf / "neo4j.conf").write_text("".join(f"{name}={value}\n" for name, value in settings.items()))

    def _set_password(self, lock: int) -> None:
        """A random one, before the first start: only then does it take effect. It is never on a command line."""
        word = secrets.token_urlsafe(24)
        draft = self._password.with_suffix(".draft")
        draft.write_text(f"dbms\nset-initial-password\n{word}\n")
        draft.chmod(0o600)
        command = PROGRAM.command(self.home, ADMIN, f"@{draft}")
        environment = {**utf8_environment(), "NEO4J_HOME": str(self.home.neo4j), "NEO4J_CONF": str(self._conf)}
        code, output, complaints = finished("Neo4j", command, lock, self.home.neo4j, environment=environment)
        if code != 0:
            raise ServiceFailed("Neo4j", f"its password cannot be set: {(complaints or output).strip()}")
        with draft.open("w") as file:
            file.write(f"{word}\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._password)
