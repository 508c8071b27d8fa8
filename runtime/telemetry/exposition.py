"""What ``/metrics`` says: the sums of all processes, in Prometheus' text format."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.samples import Sample

from runtime.telemetry.instruments import FARTHEST, REGISTRY
from runtime.telemetry.sharing import ECOSYSTEM, samples
from storage.tally import OTHER, Reading

SHARED = "fabula_metrics_shared"

ALL = "all"
"""What stands for the id of an ecosystem where it is not told."""

Place = tuple[str, tuple[tuple[str, str], ...]]
"""The name of a sample, and its labels by name."""


def exposed(reading: Reading | None) -> bytes:
    """The text. Without a reading it says only so: a sum over fewer processes would look like a restart of all of them."""
    return generate_latest(_Sums(reading))


def unnamed(reading: Reading) -> Reading:
    """The same of all ecosystems together, for those who may not know which there are."""
    sums: dict[str, dict[str, float]] = {"": dict(reading.sums.get("", {})), ALL: {}}
    for ecosystem, counts in reading.sums.items():
        for field, count in counts.items() if ecosystem else ():
            sums[ALL][field] = sums[ALL].get(field, 0.0) + count
    now = [
        [family, {**labels, ECOSYSTEM: ALL} if ECOSYSTEM in labels else labels, value] for family, labels, value in reading.now
    ]
    return Reading(sums, now)


class _Sums:
    """A collector of one reading. Names, types and texts are those of this process' registry."""

    def __init__(self, reading: Reading | None, registry: CollectorRegistry = REGISTRY) -> None:
        self._reading = reading
        self._registry = registry

    def collect(self) -> Iterator[Metric]:
        is_shared = Metric(SHARED, "Whether the sums of all processes could be read.", "gauge")
        is_shared.add_sample(SHARED, {}, float(self._reading is not None))
        yield is_shared
        if self._reading is None:
            return
        found, zeros = _found(self._reading), _zeros(self._registry)
        for metric in self._registry.collect():
            told = Metric(metric.name, metric.documentation, metric.type)
            places = {**zeros.get(metric.name, {}), **found.get(metric.name, {})}
            told.samples = [Sample(name, dict(labels), value) for (name, labels), value in sorted(places.items(), key=_order)]
            yield told


def _found(reading: Reading) -> dict[str, dict[Place, float]]:
    """Family → place → value."""
    found: dict[str, dict[Place, float]] = {}
    for ecosystem, counts in reading.sums.items():
        for field, count in counts.items():
            family, name, labels = orjson.loads(field)
            whole = {**labels, ECOSYSTEM: ecosystem} if ecosystem else labels
            places = found.setdefault(family, {})
            places[_place(name, whole)] = count
    for family, labels, value in reading.now:
        _note(found.setdefault(family, {}), family, _bounded(labels, reading.sums), value)
    return found


def _note(places: dict[Place, float], family: str, labels: dict[str, str], value: float) -> None:
    place = _place(family, labels)
    before = places.get(place, 0.0)
    places[place] = max(before, value) if family in FARTHEST else before + value


def _bounded(labels: dict[str, str], known: Iterable[str]) -> dict[str, str]:
    return {**labels, ECOSYSTEM: OTHER} if ECOSYSTEM in labels and labels[ECOSYSTEM] not in known else labels


def _zeros(registry: CollectorRegistry) -> dict[str, dict[Place, float]]:
    """Family → what this process knows of, though nobody may have counted it yet."""
    zeros: dict[str, dict[Place, float]] = {}
    for family, kind, sample in samples(registry):
        if kind != "gauge" and ECOSYSTEM not in sample.labels:
            zeros.setdefault(family, {})[_place(sample.name, sample.labels)] = 0.0
    return zeros


def _place(name: str, labels: dict[str, str]) -> Place:
    return name, tuple(sorted(labels.items()))


def _order(item: tuple[Place, float]) -> tuple[Any, ...]:
    """Series by series, and the buckets of each by their bounds."""
    (name, labels), _ = item
    rest = [label for label in labels if label[0] != "le"]
    bound = next((float(value) for key, value in labels if key == "le"), 0.0)
    return rest, name, bound
