"""The same scenario, seed and directives give the same chronicle hash, however the world is run."""

import asyncio
import json
import os
import subprocess
import sys

import pytest

from actors.world import World
from runtime.openers import Openers
from runtime.placement import Placement
from runtime.ray_ecosystem import Casting
from storage.postgres.store import PostgresStore
from tests.cluster.running import alone, on_cluster

TICKS = 24


@pytest.fixture(scope="module")
def undisturbed(montagues: World) -> str:
    """The hash that every other way must give."""
    return asyncio.run(alone(montagues, TICKS, Casting(Placement.HOSTED, 1)))


@pytest.mark.parametrize(
    "casting", [Casting(Placement.HOSTED, 2), Casting(Placement.HOSTED, 3), Casting(Placement.DEDICATED, None)]
)
async def test_troupes_in_one_process_do_not_change_the_story(montagues: World, undisturbed: str, casting: Casting) -> None:
    assert await alone(montagues, TICKS, casting) == undisturbed


@pytest.mark.parametrize(
    "casting",
    [
        Casting(Placement.HOSTED, 1),
        Casting(Placement.HOSTED, 2),
        Casting(Placement.HOSTED, 3),
        Casting(Placement.DEDICATED, None),
    ],
)
async def test_ray_and_postgres_do_not_change_the_story(
    ray: None, store: PostgresStore, openers: Openers, montagues: World, undisturbed: str, casting: Casting
) -> None:
    assert (await on_cluster(store, openers, montagues, TICKS, casting))[0] == undisturbed


async def test_a_run_resumed_half_way_ends_with_the_same_hash(
    ray: None, store: PostgresStore, openers: Openers, montagues: World, undisturbed: str
) -> None:
    assert (await on_cluster(store, openers, montagues, TICKS, legs=2))[0] == undisturbed


def test_the_salt_of_python_hashes_does_not_change_the_story() -> None:
    assert _hash_with_salt("1") == _hash_with_salt("20261122")


async def test_another_seed_gives_another_story(montagues: World, undisturbed: str) -> None:
    assert await alone(montagues, TICKS, seed=8) != undisturbed


def _hash_with_salt(salt: str) -> str:
    command = [
        sys.executable,
        "-m",
        "runtime.cli.main",
        "run",
        "montagues",
        "--ticks",
        "12",
        "--seed",
        "7",
        "--ephemeral",
        "--json",
    ]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONHASHSEED": salt}, capture_output=True, text=True, check=True, timeout=300
    )
    return str(json.loads(done.stdout.splitlines()[-1])["hash"])
