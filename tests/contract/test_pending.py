"""Which ecosystems have something to do now, in every store."""

import pytest

from actors.ports import Due

RUN = Due("run", "cli", 0, {"until": 9})
LIVE = Due("live", "tempo", 0, {"tempo_ms": 50})
STEP = Due("step", "s", 0, {"until": 3, "ticks": 3})
PAUSE = Due("pause", "pause", 0, {"by": "Ada", "reason": ""})
LATER = Due("directive", "l", 0, {"order": {}, "at_once": False})
NOW = Due("directive", "n", 1, {"order": {}, "at_once": True})
SOON = Due("directive", "n", 2, {"order": {}, "at_once": True})


@pytest.mark.parametrize(
    ("dues", "pending"),
    [
        ((), False),
        ((RUN,), True),
        ((LIVE,), True),
        ((STEP,), True),
        ((LATER,), False),
        ((NOW,), True),
        ((SOON,), False),
        ((LATER, LIVE), True),
        ((PAUSE,), False),
        ((PAUSE, LIVE, RUN, LATER), False),
        ((PAUSE, LIVE, STEP), True),
        ((PAUSE, NOW), True),
    ],
)
@pytest.mark.parametrize("paused", ["", "paused by Ada", "quarantine"])
async def test_something_is_pending_when_somebody_who_plays_would_do_it(store, tale, dues, pending, paused):
    await tale.found(store)
    for due in dues:
        await store.order("montreuil", due)
    if paused:
        await store.mark("montreuil", "paused", paused)
    assert await store.pending() == (["montreuil"] if pending and paused != "quarantine" else [])
