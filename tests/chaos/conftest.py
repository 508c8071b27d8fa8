"""Servers to be killed, and a world to live through it."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from actors.world import World
from runtime.services import down
from runtime.settings import Settings
from scenarios.genre import load_genre
from scenarios.loading import load_world


@contextmanager
def data_directory() -> Iterator[Settings]:
    home = Path(tempfile.mkdtemp(prefix="fabula-chaos-"))
    home.chmod(0o755)
    made = Settings(home=home, embedder="hashed")
    yield made
    if (home / "run").is_dir():
        down(made, force=True)
    shutil.rmtree(home)


@pytest.fixture(scope="session")
def settings() -> Iterator[Settings]:
    """One data directory for all, since whatever is killed in it can be started again."""
    with data_directory() as made:
        yield made


@pytest.fixture
def untouched() -> Iterator[Settings]:
    """A data directory that nobody has used."""
    with data_directory() as made:
        yield made


@pytest.fixture(scope="session")
def montagues() -> World:
    return load_world("montagues", load_genre())
