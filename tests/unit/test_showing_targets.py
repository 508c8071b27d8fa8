"""How a target of projections stands, as a line for people."""

import pytest

from actors.projection import Standing
from runtime.showing import stands


@pytest.mark.parametrize(
    ("standing", "line"),
    [
        (Standing("neo4j", "current", "", 40), "neo4j: current, up to event 40"),
        (Standing("neo4j", "behind", "", 40, 7, 3.24), "neo4j: 7 events behind for 3.2 s"),
        (Standing("kafka", "unavailable", "it is away", 40, 7), "kafka: 7 events behind (it is away)"),
        (Standing("kafka", "unavailable", "it is away"), "kafka: unavailable, how far behind is not known (it is away)"),
    ],
)
def test_what_is_not_known_is_not_said(standing: Standing, line: str) -> None:
    assert stands(standing) == line
