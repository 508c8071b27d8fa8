"""What the gateway counts and measures; ``/metrics`` has it together with what the players do."""

from prometheus_client import Counter, Gauge, Histogram

from runtime.telemetry.instruments import FAST, REGISTRY

STREAM_CLIENTS = Gauge("fabula_stream_clients", "Readers that are connected now.", ["kind"], registry=REGISTRY)
"""``kind`` is "websocket" or "sse", as everywhere below: ``STREAM_CLIENTS.labels("sse").inc()`` … ``.dec()``."""

STREAM_EVENTS = Counter("fabula_stream_events_total", "Events that were sent to readers.", ["kind"], registry=REGISTRY)

STREAM_CUTS = Counter(
    "fabula_stream_cuts_total",
    "Readers from whom we parted before they did: slow, revoked, expired, draining, malformed, failed.",
    ["kind", "reason"], registry=REGISTRY,
)  # fmt: skip

STREAM_RESETS = Counter(
    "fabula_stream_resets_total",
    "Readers who were sent a snapshot, since what they asked for is gone.",
    ["kind"],
    registry=REGISTRY,
)

STREAM_COMMANDS = Counter(
    "fabula_stream_commands_total", "Commands that came over a WebSocket, by what came of them.", ["outcome"], registry=REGISTRY
)
"""``outcome`` is "taken" or "refused"."""

REQUEST_SECONDS = Histogram(
    "fabula_http_request_duration_seconds", "Until a request was answered, by the template of its route; streams are left out.",
    ["method", "route", "status"], buckets=FAST, registry=REGISTRY,
)  # fmt: skip

REFUSED = Counter(
    "fabula_http_refused_total", "Requests that were refused since there were too many.", ["reason"], registry=REGISTRY
)
"""``reason`` is "rate" (of one caller) or "load" (of all)."""
