"""A run as a Ray job: the code of the directory it is submitted from runs on every node, and the story is the same."""

import asyncio
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from actors.world import World
from runtime.edition import PACKAGES
from runtime.services import down
from runtime.settings import Settings
from tests.cluster.running import alone
from tests.contract.listening import free_port

REPOSITORY = Path(__file__).parents[2]
TICKS = 20
SECONDS = 240

NOT_YET = ("No available agent to submit job", "Failed to connect to Ray at address")
"""What a job server says, or is said of it, before it is ready."""


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="fabula-job-"))
    path.chmod(0o755)
    yield path
    down(Settings(home=path / "home"), force=True)
    shutil.rmtree(path)


@pytest.fixture
def variables() -> dict[str, str]:
    """The environment of a cluster and of those who submit to it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FABULA_", "RAY_"))}
    programs = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', os.defpath)}"
    token = {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(16)}
    return {**kept, "PATH": programs, **token, "RAY_USAGE_STATS_ENABLED": "0"}


@pytest.fixture
def job_server(variables: dict[str, str]) -> Iterator[str]:
    """The URL of a cluster's job server."""
    if find_spec("aiohttp_cors") is None or find_spec("opencensus") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("the extra 'cluster' is not installed")
        pytest.skip("Ray's job server needs the extra 'cluster'")
    port = free_port()
    head = ["ray", "start", "--head", "--block", "--num-cpus=2", "--port=0", "--object-store-memory=100000000"]
    # by itself the agent that starts jobs has one fixed port, which another cluster on this machine may have
    ports = [f"--dashboard-port={port}", "--include-dashboard=true", f"--dashboard-agent-listen-port={free_port()}"]
    with subprocess.Popen([*head, *ports], env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as cluster:
        yield f"http://127.0.0.1:{port}"
        cluster.terminate()


def test_a_run_that_is_submitted_with_its_code_tells_the_same_story(
    folder: Path, variables: dict[str, str], job_server: str, montagues: World
) -> None:
    code = folder / "code"
    for package in (*PACKAGES, "scenarios"):
        shutil.copytree(REPOSITORY / package, code / package)
    with (code / "actors" / "dice.py").open("a") as file:
        file.write("# not what is installed on the nodes\n")
    settings = {"env_vars": {"FABULA_HOME": str(folder / "home"), "FABULA_EMBEDDER": "hashed"}}
    submit = ["ray", "job", "submit", "--address", job_server, "--working-dir", str(code)]
    submit += ["--runtime-env-json", json.dumps(settings)]
    run = ["python", "-m", "runtime.cli.main", "run", "montagues", "--ticks", str(TICKS), "--seed", "7", "--json"]
    done = submitted([*submit, "--", *run], variables, folder)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    summary = json.loads(next(line for line in done.stdout.splitlines() if line.startswith('{"ecosystem"')))
    assert (summary["ticks"], summary["hash"]) == (TICKS, asyncio.run(alone(montagues, TICKS)))


def submitted(command: list[str], variables: dict[str, str], folder: Path) -> "subprocess.CompletedProcess[str]":
    """What comes of the command, once the job server has an agent on its node to give jobs to."""
    end = time.monotonic() + SECONDS
    while True:
        done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False, timeout=SECONDS, cwd=folder)
        if not any(word in done.stdout + done.stderr for word in NOT_YET) or time.monotonic() > end:
            return done
