"""Worlds in bad weather: whatever happens to them, the promises hold; and whatever happens, a seed repeats it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.simulation.__main__ import main
from tests.simulation.campaign import ENOUGH, Campaign
from tests.simulation.defects import store_without_fencing
from tests.simulation.miniature import miniature
from tests.simulation.stories import story
from tests.simulation.world import SimulatedWorld

ROOT = Path(__file__).parents[2]


def command(*words: str, hash_seed: str = "0") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    line = [sys.executable, "-m", "tests.simulation", *words]
    return subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_hundreds_of_worlds_keep_every_promise_whatever_goes_wrong():
    campaign = Campaign(first=1).run(worlds=ENOUGH + 100)
    assert "\n".join(map(str, campaign.failures)) == ""
    assert campaign.missing == []
    assert campaign.ticks > campaign.worlds


def test_a_world_without_any_tick_or_trouble_would_be_noticed():
    campaign = Campaign(first=1, worlds=ENOUGH)
    assert len(campaign.missing) > 20


def test_the_same_seed_plays_the_same_world_step_by_step():
    with miniature():
        one, other, another = SimulatedWorld(11), SimulatedWorld(11), SimulatedWorld(12)
        for world in (one, other, another):
            world.play()
    assert one.weather.told == other.weather.told != another.weather.told
    assert one.loop.steps == other.loop.steps != another.loop.steps
    assert one.store.commits == other.store.commits


def test_another_process_with_other_hashes_plays_the_same_world():
    runs = [command("--seed", "21", "--worlds", "1", "--trace", hash_seed=seed) for seed in ("0", "4711")]
    traces = [run.stdout.split("1 worlds")[0] for run in runs]
    assert traces[0] == traces[1]
    assert traces[0].count("\n") > 10
    assert [run.returncode for run in runs] == [0, 0]


@pytest.mark.parametrize("words", [("--seed", "-1"), ("--seconds", "soon"), ("--fast",), ()])
def test_a_command_that_makes_no_sense_is_refused(words, capsys):
    with pytest.raises(SystemExit) as refusal:
        main(words)
    assert refusal.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_a_broken_promise_is_told_with_the_one_seed_that_repeats_it(capsys):
    story.cache_clear()
    with store_without_fencing():
        assert main(["--seed", "1", "--worlds", "50"]) == 1
    told = capsys.readouterr().out
    assert "python -m tests.simulation --seed" in told
    assert "a promise is broken" in told
    story.cache_clear()
