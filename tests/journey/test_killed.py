"""kill -9 of a whole run, command, cluster and all: the next command finds everything that was committed."""

import json
import signal
from pathlib import Path

import psutil

from tests.journey.shell import SECONDS, begun, fabula

FOR_EVER = "100000"
MORE = "40"


def test_a_killed_run_goes_on_with_the_hash_of_an_undisturbed_one(home: Path) -> None:
    with begun(home, "run", "montagues", "--ticks", FOR_EVER, "--seed", "7", "--json") as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "(tick 20)" in line:
                break
        process.send_signal(signal.SIGKILL)
    ecosystem, _, tick, *_ = fabula(home, "ecosystems").stdout.split()
    assert int(tick) >= 20  # its supervisor may have gone on until Ray ended it
    resumed = fabula(home, "run", "--resume", ecosystem, "--ticks", MORE, "--json").stdout
    went_on = json.loads(resumed.splitlines()[-1])
    assert went_on["ticks"] >= int(tick) + int(MORE)
    ticks = str(went_on["ticks"])
    undisturbed = fabula(home, "run", "montagues", "--ticks", ticks, "--seed", "7", "--ephemeral", "--json").stdout
    assert went_on["hash"] == json.loads(undisturbed.splitlines()[-1])["hash"]
    assert json.loads(fabula(home, "verify", ecosystem, "--json").stdout)["ok"]


def test_a_run_that_loses_the_only_node_of_its_own_cluster_says_so_and_ends(home: Path) -> None:
    with begun(home, "run", "montagues", "--ticks", FOR_EVER, "--seed", "8", "--json") as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "(tick 20)" in line:
                break
        [node] = [child for child in psutil.Process(process.pid).children() if child.name() == "raylet"]
        node.kill()
        _, told = process.communicate(timeout=SECONDS)
    assert process.returncode not in (0, None)
    assert "the node of this command's own Ray cluster (its raylet) died" in told and "--resume" in told
