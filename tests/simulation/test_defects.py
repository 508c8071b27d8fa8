"""The simulation can fail: each defect that is planted is found, and its seed finds it again."""

import re

import pytest

from tests.simulation.campaign import Campaign
from tests.simulation.defects import DEFECTS
from tests.simulation.stories import story

WITHIN = 800
"""Worlds. Most are found in a few; this leaves room for bad luck when a change of the product shuffles all dice."""


@pytest.fixture(autouse=True)
def untold():
    """Stories that were told with a defect are not told to others."""
    story.cache_clear()
    yield
    story.cache_clear()


@pytest.mark.parametrize(("defect", "said"), DEFECTS, ids=[defect.__name__ for defect, _ in DEFECTS])
def test_a_planted_defect_is_found_and_its_seed_finds_it_again(defect, said):
    with defect():
        campaign = Campaign(first=1).run(worlds=WITHIN, failures=1)
        (failure,) = campaign.failures
        assert re.search(said, "\n".join(failure.faults))
        again = Campaign(first=failure.seed).run(worlds=1)
    story.cache_clear()
    assert again.failures == [failure]
    assert str(failure).endswith(f"--seed {failure.seed} --worlds 1 --trace")
    assert Campaign(first=failure.seed).run(worlds=1).failures == []
