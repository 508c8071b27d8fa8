"""Traces: what a request brought about, from its arrival through the actors to the commit, told by OTLP to whoever collects them.

Off unless an endpoint is set; then nothing is recorded, and a span costs nothing to speak of. A trace travels between
processes as the text of a ``traceparent`` (W3C), with the order in the agenda and with messages to troupes.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib.metadata import version

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Link, Span, SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from storage.tracing import TRACE

DELAY_MS = 500
EXPORT_SECONDS = 5.0

_TRACER = trace.get_tracer("fabula")
_ON = threading.Event()
_CARRIER = TraceContextTextMapPropagator()


def configure(endpoint: str, process: str) -> None:
    """Have this process record, and send to ``endpoint`` (the address of a collector, to which ``/v1/traces`` is added)."""
    resource = Resource.create({"service.name": f"fabula-{process}", "service.version": version("fabula")})
    provider = TracerProvider(resource=resource)
    exporter = OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces", timeout=EXPORT_SECONDS)
    provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=DELAY_MS))
    trace.set_tracer_provider(provider)
    _ON.set()


def flush() -> None:
    """Send what is recorded, now. Blocks for a few seconds at most."""
    provider = trace.get_tracer_provider()
    if isinstance(provider, TracerProvider):
        provider.force_flush(int(EXPORT_SECONDS * 1000))


def span(name: str, parents: Sequence[str] = (), **attributes: str | int) -> AbstractContextManager[Span]:
    """A span around the block: below the first of these parents (the others are linked), or else below the one under way here."""
    return _span(name, parents, attributes) if _ON.is_set() else _NOTHING


_NOTHING = nullcontext(trace.INVALID_SPAN)


@contextmanager
def _span(name: str, parents: Sequence[str], attributes: Mapping[str, str | int]) -> Iterator[Span]:
    contexts = [_CARRIER.extract({TRACE: parent}) for parent in parents if parent]
    links = [Link(trace.get_current_span(context).get_span_context()) for context in contexts[1:]]
    kind = SpanKind.CONSUMER if contexts else SpanKind.INTERNAL
    named = {f"fabula.{key}": value for key, value in attributes.items()}
    context = contexts[0] if contexts else None
    with _TRACER.start_as_current_span(name, context, kind=kind, links=links, attributes=named) as begun:
        yield begun
