"""Ctrl-C in a run: once, and it ends after the tick; twice, and it stops at once. Neither loses or changes anything."""

import asyncio
import json
import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

from scenarios.genre import load_genre
from scenarios.loading import load_world
from tests.cluster.running import alone
from tests.journey.shell import SECONDS, begun, fabula

FOR_EVER = ("run", "montagues", "--ticks", "100000", "--seed", "7", "--json")
MORE = 10


def played(home: Path, *arguments: str) -> tuple[int, str]:
    """The ticks and the hash of a run."""
    summary = json.loads(fabula(home, "run", *arguments, "--json").stdout.splitlines()[-1])
    return summary["ticks"], summary["hash"]


def undisturbed(ticks: int) -> tuple[int, str]:
    return ticks, asyncio.run(alone(load_world("montagues", load_genre()), ticks))


@pytest.fixture(scope="module", autouse=True)
def servers(home: Path) -> None:
    """They stay, since each test needs several commands."""
    fabula(home, "services", "up")


def started(process: "subprocess.Popen[str]", tick: int) -> None:
    """Wait until a run has told of this tick."""
    assert process.stderr is not None
    for line in process.stderr:
        if f"(tick {tick})" in line:
            return
    raise AssertionError(f"the run ended before tick {tick}")


def ctrl_c(process: "subprocess.Popen[str]") -> None:
    """As a terminal does: to the command and to all that it started and that did not leave its group."""
    os.killpg(process.pid, signal.SIGINT)


def heard(process: "subprocess.Popen[str]", words: str) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if words in line:
            return
    raise AssertionError(f"nobody said '{words}'")


def test_the_first_ctrl_c_ends_a_run_after_the_tick_and_says_how_to_go_on(home: Path) -> None:
    with begun(home, *FOR_EVER, group=True) as process:
        started(process, 5)
        ctrl_c(process)
        out, said = process.communicate(timeout=SECONDS)
    assert process.returncode == 130, said
    summary = json.loads(out.splitlines()[-1])
    ecosystem, ticks = summary["ecosystem"], summary["ticks"]
    offer = f"fabula: ended after tick {ticks}; it goes on with: fabula run --resume {ecosystem} --until 100000"
    assert said.splitlines()[-1] == offer
    assert verified(home, ecosystem) == summary["hash"]
    assert played(home, "--resume", ecosystem, "--ticks", str(MORE)) == undisturbed(ticks + MORE)


def test_the_second_ctrl_c_stops_at_once_and_is_as_safe(home: Path) -> None:
    with begun(home, *FOR_EVER, group=True) as process:
        started(process, 5)
        ctrl_c(process)
        heard(process, "ending after this tick; Ctrl-C again stops at once")
        ctrl_c(process)
        _, said = process.communicate(timeout=SECONDS)
    assert process.returncode == 130, said
    offer = re.search(r"stopped at once; it goes on with: fabula run --resume (\S+)$", said)
    assert offer is not None, said
    assert "Traceback" not in said
    verified(home, offer[1])
    rows = [line.split() for line in fabula(home, "ecosystems").stdout.splitlines()]
    ticks = next(int(row[2]) for row in rows if row[0] == offer[1])
    assert ticks >= 5
    assert played(home, "--resume", offer[1], "--ticks", str(MORE)) == undisturbed(ticks + MORE)


def verified(home: Path, ecosystem: str) -> str:
    """The hash of an ecosystem in which everything agrees."""
    report = json.loads(fabula(home, "verify", ecosystem, "--json").stdout)
    assert report["ok"], report
    return str(report["hash"])
