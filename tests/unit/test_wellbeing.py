"""Why nothing happens, in words."""

from dataclasses import replace

from actors.ports import Due, Founding, Head
from runtime.wellbeing import causes

HEAD = Head(Founding("inn", "inn", "Inn", 1, "g"), 1, 9, 4, "h", "live", "", 6, 0)
LIVE = [Due("live", "tempo", 0, {"tempo_ms": 500})]


def test_a_quiet_tick_says_what_everybody_was_at():
    last = {"interactions": 0, "moves": 0, "idle": {"alone": 2, "resting": 4}}
    assert [cause.text for cause in causes(HEAD, LIVE, "", True, last)] == [
        "nothing happened in tick 4: 2 had nobody near; 4 were resting"
    ]
    assert [cause.text for cause in causes(HEAD, LIVE, "", True, {**last, "idle": {}})] == [
        "nothing happened in tick 4: nobody was awake"
    ]


def test_all_reasons_are_told():
    paused = replace(HEAD, status="paused")
    assert [cause.code for cause in causes(paused, [], "gone", None, None)] == ["paused", "nothing_due", "waiting"]


def test_where_something_happens_there_is_no_reason():
    assert list(causes(HEAD, LIVE, "", None, {"interactions": 1, "idle": {}})) == []
