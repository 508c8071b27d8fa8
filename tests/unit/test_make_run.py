"""What ``make run`` lets people do who register: found ecosystems, as long as nobody from elsewhere can reach it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PREMIUM = "FABULA_REGISTRATION=premium"


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize(
    ("variables", "premium"),
    [({}, True), ({"FABULA_HOST": "0.0.0.0"}, False), ({"FABULA_REGISTRATION": "closed"}, False), ({"NEO4J": "1"}, True)],
)
def test_who_registers_may_found_ecosystems_only_at_home(variables: dict[str, str], premium: bool) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("FABULA_", "MAKE"))}
    done = subprocess.run(
        ["make", "-n", "run"], cwd=ROOT, env={**environment, **variables}, capture_output=True, text=True, check=True
    )
    (command,) = [line for line in done.stdout.splitlines() if "fabula serve" in line]
    assert (PREMIUM in command) is premium
