"""Several hosts on one machine: a network namespace for each, joined by a bridge in another one.

Nothing of the machine's own network is touched, and nothing outlives the process that made it, however that ends.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[3]
SUBNET = "10.77.0"
HUB = "254"

REAP = """
cat > /dev/null
folder=$1; hub=$2; shift
for host in "$@"; do [ "$host" = "$hub" ] || ip netns pids "$host" | xargs -r kill -KILL; done
ip netns pids "$hub" | xargs -r kill -INT
for _ in $(seq 50); do [ -z "$(ip netns pids "$hub")" ] && break; sleep 0.1; done
ip netns pids "$hub" | xargs -r kill -KILL
for host in "$@"; do ip netns del "$host"; done
rm -rf "$folder"
"""
"""Waits until whoever started it is gone, however that happened, and then removes everything. Postgres gets to say goodbye."""


@dataclass(frozen=True, slots=True)
class Host:
    """A host of the network: its namespace and address."""

    name: str
    number: str
    folder: Path

    @property
    def address(self) -> str:
        return f"{SUBNET}.{self.number}"

    def command(self, arguments: Sequence[str]) -> list[str]:
        """The command, to be run on this host."""
        return ["ip", "netns", "exec", self.name, *arguments]

    def start(self, arguments: Sequence[str], variables: Mapping[str, str]) -> "subprocess.Popen[str]":
        """Start a process on this host, whose output is to be read."""
        return subprocess.Popen(
            self.command(arguments), env=environment(variables), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, cwd=self.folder, text=True,
        )  # fmt: skip

    def pids(self) -> list[int]:
        """The processes that run on this host now."""
        return [int(pid) for pid in _ip("netns", "pids", self.name).split()]

    def runs(self, name: str) -> bool:
        """Whether a process whose command begins so runs on this host."""
        return any(_title(pid).startswith(name) for pid in self.pids())

    def crash(self) -> None:
        """Kill everything on this host at once, as a power cut does."""
        while pids := self.pids():
            subprocess.run(["kill", "-KILL", *map(str, pids)], check=False, capture_output=True)

    def cut(self) -> None:
        """Take its cable out."""
        _ip("-n", self.name, "link", "set", "eth0", "down")

    @property
    def is_cut(self) -> bool:
        """Whether its cable is out."""
        return "UP" not in _ip("-n", self.name, "link", "show", "eth0").split(">")[0].split("<")[1].split(",")

    def heal(self) -> None:
        """Put its cable back in."""
        _ip("-n", self.name, "link", "set", "eth0", "up")


class Network:
    """A hub, on which the bridge and servers live, and hosts around it."""

    def __init__(self, hosts: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="fab-"))  # short, since sockets lie below it
        self.folder.chmod(0o755)
        prefix = f"fabula-{os.getpid()}-{self.folder.name[4:]}"
        self.hub = self._host(f"{prefix}-hub", HUB)
        self.hosts = [self._host(f"{prefix}-{number}", str(number)) for number in range(1, hosts + 1)]
        names = [host.name for host in (self.hub, *self.hosts)]
        self._serving: list[subprocess.Popen[bytes]] = []
        self._reaper = subprocess.Popen(
            ["/bin/sh", "-c", REAP, "sh", str(self.folder), *names], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        try:
            self._join()
        except BaseException:
            self.remove()
            raise

    def serve(self, host: Host, arguments: Sequence[str], log: str) -> None:
        """Start a server on this host, which ends with the network."""
        with (host.folder / log).open("w") as output:
            server = subprocess.Popen(
                host.command(arguments), env=environment({}), stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, cwd=host.folder,
            )  # fmt: skip
        self._serving.append(server)

    def remove(self) -> None:
        """Remove it with everything that runs in it."""
        self._reaper.communicate(timeout=180)
        for server in self._serving:
            server.wait(timeout=180)

    def _host(self, name: str, number: str) -> Host:
        folder = self.folder / number
        folder.mkdir()
        return Host(name, number, folder)

    def _join(self) -> None:
        for host in (self.hub, *self.hosts):
            _ip("netns", "add", host.name)
            _ip("-n", host.name, "link", "set", "lo", "up")
        _ip("-n", self.hub.name, "link", "add", "br0", "type", "bridge")
        _ip("-n", self.hub.name, "addr", "add", f"{self.hub.address}/24", "dev", "br0")
        _ip("-n", self.hub.name, "link", "set", "br0", "up")
        for host in self.hosts:
            port = f"port{host.number}"
            _ip("-n", self.hub.name, "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", host.name)
            _ip("-n", self.hub.name, "link", "set", port, "master", "br0", "up")
            _ip("-n", host.name, "addr", "add", f"{host.address}/24", "dev", "eth0")
            host.heal()


def environment(variables: Mapping[str, str]) -> dict[str, str]:
    """This process' environment without anything that steers Fabula or Ray, and with the variables."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FABULA_", "RAY_"))}
    programs = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', os.defpath)}"
    return {"PYTHONPATH": str(REPOSITORY), **kept, "PATH": programs, **variables}


def missing() -> str:
    """Why this machine can have no such network, or nothing."""
    if sys.platform != "linux":
        return "network namespaces exist on Linux only"
    if os.geteuid() != 0:
        return "network namespaces need root"
    if shutil.which("ip") is None:
        return "the program ip (package iproute2) is missing"
    done = subprocess.run(["ip", "netns", "add", f"fabula-{os.getpid()}-try"], check=False, capture_output=True, text=True)
    if done.returncode != 0:
        return f"this machine allows no network namespaces: {done.stderr.strip()}"
    _ip("netns", "del", f"fabula-{os.getpid()}-try")
    return ""


def _title(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:  # it has ended meanwhile
        return ""


def _ip(*arguments: str) -> str:
    done = subprocess.run(["ip", *arguments], check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"ip {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout
