"""An embedded Kafka: one Java process that is broker and controller, on loopback, for those who ask for it."""

import shutil
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

PROGRAM = JavaServer("Kafka", "kafka", "name brokers in FABULA_KAFKA_BOOTSTRAP")
GOODBYES = ((signal.SIGTERM, 30.0), (signal.SIGKILL, 10.0))
CLUSTER = "ZmFidWxhLWVtYmVkZGVkLQ"  # any 16 bytes in base64
SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "num.partitions": "1",
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.num.partitions": "4",
    "group.initial.rebalance.delay.ms": "0",
    "offsets.retention.minutes": "5256000",  # ten years: the offsets of groups without members are the marks of the export
    "log.retention.ms": "-1",  # an export that forgets is no export
    "log.flush.interval.messages": "1",  # there is no replica that would have what a power cut takes
}
MACHINE = ("-Xms128m", "-Xmx384m")
FORMAT = "kafka.tools.StorageTool"
ENTRY = "kafka.Kafka"


@dataclass(frozen=True, slots=True)
class Kafka:
    """The Kafka of one data directory."""

    home: Home

    @property
    def server(self) -> Server:
        return Server("Kafka", self.home.kafka, self.home.run / "kafka.alive", self.home.logs / "kafka.log", GOODBYES)

    @property
    def bootstrap(self) -> str | None:
        """Where to reach it, running or not; None before its first start."""
        port = noted_port(self._port)
        return None if port is None else f"{LOOPBACK}:{port}"

    def check(self) -> None:
        """Raise ServiceFailed when it cannot run here; changes nothing."""
        PROGRAM.check(self.home)

    def fetch(self) -> None:
        """Have its libraries fetched. Raises ServiceFailed."""
        PROGRAM.resolve(self.home)

    def start(self, lock: int) -> None:
        """Start it if it does not run, without waiting for it. Only while holding ``run/lock``. Raises ServiceFailed."""
        if not self.server.is_running():
            self.home.kafka.mkdir(exist_ok=True, mode=0o700)
            port, controller = kept_port(self._port), kept_port(self.home.kafka / "controller-port")
            if not (self.home.kafka / "data").exists():
                self._format(port, controller, lock)
            properties = self._configured(port, controller, "data")
            command = PROGRAM.command(self.home, *MACHINE, ENTRY, str(properties))
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
            Configured("Kafka", f"kafka://{self.server.where}").check()
        except ServiceFailed:
            return False
        return self.server.is_running()

    @property
    def _port(self) -> Path:
        return self.home.kafka / "port"

    def _configured(self, port: int, controller: int, data: str) -> Path:
        """Its properties; ``data`` is relative to its working directory, as a path may hold what would end a list."""
        settings = {
            **SETTINGS,
            "listeners": f"PLAINTEXT://{LOOPBACK}:{port},CONTROLLER://{LOOPBACK}:{controller}",
            "advertised.listeners": f"PLAINTEXT://{LOOPBACK}:{port}",
            "controller.quorum.voters": f"1@{LOOPBACK}:{controller}",
            "log.dirs": data,
        }
        path = self.home.kafka / "server.properties"
        path.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
        return path

    def _format(self, port: int, controller: int, lock: int) -> None:
        """Make the data under another name and rename it when whole."""
        draft = self.home.kafka / "draft"
        shutil.rmtree(draft, ignore_errors=True)
        properties = self._configured(port, controller, draft.name)
        command = PROGRAM.command(self.home, FORMAT, "format", "-t", CLUSTER, "-c", str(properties))
        code, output, complaints = finished("Kafka", command, lock, self.home.kafka, environment=utf8_environment())
        if code != 0:
            raise ServiceFailed("Kafka", f"its data cannot be made: {((complaints or output).strip().splitlines() or ['?'])[-1]}")
        draft.rename(self.home.kafka / "data")
