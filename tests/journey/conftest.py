"""Data directories for journeys: fresh ones, and one with running servers that many tests share."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journey.shell import Clerk, Shell, folder, removed


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A data directory of a module's own, reachable by the account that runs Postgres."""
    root = folder("home")
    root.chmod(0o755)
    yield root
    removed(root)


@pytest.fixture(scope="session")
def clerk() -> Iterator[Clerk]:
    clerk = Clerk()
    yield clerk
    clerk.leave()


@pytest.fixture
def shell(clerk: Clerk) -> Iterator[Shell]:
    """A data directory that does not exist yet; a command that is refused in time does not make it."""
    root = folder("cli")
    yield Shell(clerk, root / "home")
    assert list(root.iterdir()) == [], "a refused command left something behind"
    root.rmdir()


@pytest.fixture(scope="session")
def served(clerk: Clerk) -> Iterator[Shell]:
    """Running servers, shared by all tests here that need some."""
    root = folder("cli")
    shell = Shell(clerk, root)
    done = shell.run("services", "up")
    assert done.code == 0, done
    yield shell
    removed(root)


@pytest.fixture
def unchanged(served: Shell) -> Iterator[Shell]:
    """The running servers; no ecosystem may come or go by what is done with them."""
    before = served.run("ecosystems").out
    yield served
    assert served.run("ecosystems").out == before


@pytest.fixture
def written() -> Iterator[Callable[[str], Path]]:
    """Writes a scenario of one file."""
    root = folder("scenario")

    def write(text: str) -> Path:
        file = root / "porch.yaml"
        file.write_text(text, "utf-8")
        return file

    yield write
    shutil.rmtree(root)
