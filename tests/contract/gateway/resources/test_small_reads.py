"""Whatever is asked, what is read of the store depends on the answer and not on the world."""

import pytest

from storage.postgres.watching import Watched
from tests.contract.gateway.resources.conftest import READING

pytestmark = READING


@pytest.fixture
def read(monkeypatch):
    """Counts statements, and rows that came of them."""
    counted = {"statements": 0, "rows": 0}

    def counting(name):
        original = getattr(Watched, name)

        async def counted_call(self, *how, **more):
            found = await original(self, *how, **more)
            counted["statements"] += 1
            counted["rows"] += len(found) if name == "fetch" else 1
            return found

        monkeypatch.setattr(Watched, name, counted_call)

    for name in ("fetch", "fetchrow", "fetchval"):
        counting(name)
    return counted


@pytest.mark.parametrize(
    ("path", "statements", "rows"),
    [
        ("", 5, 5),
        ("/events?limit=2", 3, 5),
        ("/events?limit=2&kind=relationship_turned&order=desc", 3, 5),
        ("/events?limit=2&character=carla&from_tick=5&to_tick=50", 5, 7),
        ("/events?limit=2&told=true", 5, 12),
        ("/events/7", 3, 3),
        ("/state?limit=2", 8, 60),
        ("/characters?limit=2", 3, 5),
        ("/characters?limit=2&name=a", 3, 5),
        ("/characters/anna?most=2", 12, 60),
        ("/characters/anna/memories?limit=2", 4, 6),
        ("/characters/anna/memories?limit=2&q=a", 4, 6),
        ("/characters/anna/knowledge?limit=2", 10, 40),
        ("/characters/anna/interactions?limit=2", 4, 6),
        ("/interactions?limit=2", 3, 5),
        ("/relationships?limit=2", 4, 6),
        ("/relationships?limit=2&at=10", 6, 9),
        ("/relationships/history?owner=anna&target=bruno&limit=2", 3, 5),
        ("/graph?limit=2", 5, 10),
    ],
)  # fmt: skip
async def test_a_read_takes_few_statements_and_rows(guest, played, read, path, statements, rows):
    """Two of the statements recognize who asks, and what he or she may do."""
    assert len(played.events) > 150
    answer = await guest.get(f"{played.path}{path}")
    assert answer.status_code == 200, answer.text
    assert (read["statements"] <= statements, read["rows"] <= rows) == (True, True), read
