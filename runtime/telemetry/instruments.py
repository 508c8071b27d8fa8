"""What is counted and measured, whichever process does it.

Every process has its own counts, and ``sharing`` adds them up. A name is given once, here or in ``gateway.metrics``; a label has
few values, and none is ever the id of a character.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry(auto_describe=True)
"""Of this process. ``/metrics`` does not answer from it, since it knows only one process."""

FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Bounds of buckets, in seconds."""

INTERACTIONS = Counter(
    "character_interactions_total", "Interactions that were committed.", ["interaction_type", "ecosystem_id"], registry=REGISTRY
)
INTERACTION_SECONDS = Histogram(
    "interaction_duration_seconds", "From the beginning of an interaction's tick until it was committed.", ["interaction_type"],
    buckets=FAST, registry=REGISTRY,
)  # fmt: skip
ACTIVE_CHARACTERS = Gauge("active_characters", "The cast of each ecosystem that plays now.", ["ecosystem_id"], registry=REGISTRY)
TICK_SECONDS = Histogram(
    "fabula_tick_duration_seconds", "A tick, from its beginning until it was committed.", buckets=FAST, registry=REGISTRY
)
COMMIT_SECONDS = Histogram(
    "fabula_commit_duration_seconds", "The transaction that commits a tick.", buckets=FAST, registry=REGISTRY
)
TROUPES_LOST = Counter("fabula_troupes_lost_total", "Processes of troupes that were lost and started again.", registry=REGISTRY)
PROJECTION_LAG = Gauge(
    "fabula_projection_lag_events", "Events that the ecosystem furthest behind waits for.", ["target"], registry=REGISTRY
)
PROJECTION_LAG_SECONDS = Gauge(
    "fabula_projection_lag_seconds", "Since when the ecosystem furthest behind is not current.", ["target"], registry=REGISTRY
)
RECALL_SECONDS = Histogram(
    "fabula_memory_recall_duration_seconds", "Recall by meaning, as whoever asks waits for it.", buckets=FAST, registry=REGISTRY
)

PROCESSES = Gauge("fabula_processes", "Processes that say how they are.", ["kind"], registry=REGISTRY)

FARTHEST = frozenset({"fabula_projection_lag_events", "fabula_projection_lag_seconds"})
"""Gauges of which the highest of all processes counts; all others are added up."""
