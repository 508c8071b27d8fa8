"""The processes of a run: who belongs to it, and what they take."""

import subprocess
import sys
from pathlib import Path

MIB = 2**20

LOOK = """
import sys
from pathlib import Path
from runtime.processes import memory, usage
from runtime.settings import Settings
home = Path(sys.argv[1])
settings, MIB = Settings(home=home), 2**20
"""

ALONE = """
found = usage(settings)
assert list(found) == ["command"], found
assert found["command"].memory > 10 * MIB
assert found["command"].cpu > 0
assert not list(home.iterdir()), "looking changes nothing"
"""

WITH_A_CHILD = """
import subprocess
hold = f"held = b'x' * {64 * MIB}; print(len(held), flush=True); input()"
with subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
    child.stdout.readline()
    found = usage(settings)
    assert found["ray"].memory > 64 * MIB
    assert memory(settings) > 64 * MIB + found["command"].memory // 2
    child.communicate(b"\\n")
assert "ray" not in usage(settings)
"""


def in_a_process_of_its_own(code: str, home: Path) -> None:
    """Since the process that runs the tests may have a cluster."""
    command = [sys.executable, "-c", LOOK + code, str(home)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode == 0, done.stderr


def test_a_process_alone_takes_what_it_takes(tmp_path: Path) -> None:
    in_a_process_of_its_own(ALONE, tmp_path)


def test_what_it_starts_belongs_to_it(tmp_path: Path) -> None:
    in_a_process_of_its_own(WITH_A_CHILD, tmp_path)
