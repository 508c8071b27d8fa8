"""Which requests a tick is the effect of."""

from actors.ports import Due
from runtime.telemetry.causes import Causes
from runtime.telemetry.traces import span
from storage.tracing import caused, current


def order(trace: str, at_tick: int = 0) -> Due:
    return Due("directive", trace, at_tick, {"order": {}, "traceparent": trace} if trace else {"order": {}})


def test_the_first_tick_that_an_order_may_take_effect_in_is_its_effect_and_no_other():
    causes = Causes()
    for _ in range(3):  # the agenda is read again and again
        causes.note([order("a"), order("b", at_tick=7), order("")])
    assert causes.of(5) == ["a"]
    causes.note([order("a"), order("b", at_tick=7)])
    assert [causes.of(tick) for tick in (6, 7, 8)] == [[], ["b"], []]


def test_an_order_that_is_given_without_a_trace_says_nothing_of_one():
    body = {"order": {"what": "mood"}}
    assert current() == ""
    assert caused(body) == body


def test_a_span_that_nobody_collects_is_nothing():
    with span("tick", ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"], tick=3) as begun:
        assert not begun.is_recording()
        assert current() == ""
