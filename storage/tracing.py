"""The trace that is under way, as part of an order's body: so whoever plays knows which request an order came of."""

from collections.abc import Mapping
from typing import Any

from opentelemetry import trace
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

TRACE = "traceparent"
"""The key in an order's body. Nothing that decides reads it."""

_CARRIER = TraceContextTextMapPropagator()


def current() -> str:
    """The ``traceparent`` (W3C) of the span that is under way here; "" when nothing is recorded."""
    carrier: dict[str, str] = {}
    if trace.get_current_span().is_recording():
        _CARRIER.inject(carrier)
    return carrier.get(TRACE, "")


def caused(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The body of an order that is given here and now."""
    return {**body, TRACE: found} if (found := current()) else body
