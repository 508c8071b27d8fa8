"""A gateway to be loaded: an instance of its own in a temporary data directory, with an ecosystem that lives."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx

SECONDS = 120.0


class Ground(NamedTuple):
    """Where it is, and what Locust's users have to know of it."""

    url: str
    world: dict[str, Any]

    def failures(self) -> float:
        """How many requests were answered by 500."""
        lines = httpx.get(f"{self.url}/metrics").text.splitlines()
        counts = [
            line for line in lines if line.startswith("fabula_http_request_duration_seconds_count") and 'status="500"' in line
        ]
        return sum(float(line.rpartition(" ")[2]) for line in counts)


@contextmanager
def ground(scenario: str, tempo: float, workers: int, rate: int, in_flight: int) -> Iterator[Ground]:
    """Serve inside the block."""
    home = Path(tempfile.mkdtemp(prefix="fabula-load-"))
    home.chmod(0o755)
    port = _free_port()
    settings = {"HOME": home, "PORT": port, "WORKERS": workers, "RATE_LIMIT": rate, "IN_FLIGHT": in_flight, "EMBEDDER": "hashed"}
    command = [sys.executable, "-m", "gateway.cli.main", "serve", "--live", scenario, "--tempo", str(tempo), "--seed", "1"]
    environment = {**os.environ, **{f"FABULA_{name}": str(value) for name, value in settings.items()}}
    with (home / "serve.log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        try:
            url = f"http://127.0.0.1:{port}"
            yield Ground(url, _world(url, home))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(SECONDS)
    shutil.rmtree(home, ignore_errors=True)


def _world(url: str, home: Path) -> dict[str, Any]:
    """Log in as the first administrator, and wait until the ecosystem plays."""
    _until(lambda: httpx.get(f"{url}/readyz").json()["status"] == "ready")
    password = (home / "keys" / "first-admin").read_text().strip()
    with httpx.Client(base_url=f"{url}/api/v1", timeout=30) as client:
        form = {"grant_type": "password", "username": "admin", "password": password}
        token = client.post("/auth/token", data=form).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        ecosystem = client.get("/ecosystems").json()["items"][0]["id"]
        cast = [each["id"] for each in client.get(f"/ecosystems/{ecosystem}/characters").json()["items"]]
        _until(lambda: client.get(f"/ecosystems/{ecosystem}").json()["tick"] > 1)
    return {"token": token, "ecosystem": ecosystem, "cast": cast}


def _until(met: Any) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        try:
            if met():
                return
        except (httpx.HTTPError, KeyError):
            pass
        time.sleep(0.2)
    raise TimeoutError("the gateway does not get ready")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
