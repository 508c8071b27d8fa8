"""The log: one line for each thing that happened, as JSON or for people, with the request, ecosystem, tick and trace it is of.

Everything goes through it: what is logged here with the standard library, and what uvicorn, Ray and asyncio say.
"""

import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TextIO

import structlog
from opentelemetry import trace
from structlog.contextvars import bound_contextvars, merge_contextvars
from structlog.typing import EventDict, Processor, WrappedLogger

from runtime.telemetry.secrets import redacted

QUIETER = ("asyncio", "ray", "uvicorn", "apscheduler", "httpx", "httpcore", "chromadb", "opentelemetry", "aiokafka", "alembic")
"""Of what these say only warnings are kept, unless "debug" is asked for."""

OWN_HANDLERS = ("uvicorn", "uvicorn.error", "uvicorn.access", "ray")
"""Whatever has handlers of its own gives them up."""


def is_json(form: str | None, stream: TextIO) -> bool:
    """Whether the log there is JSON: as is said, by itself text on a terminal, and else JSON."""
    return form == "json" or (form is None and not stream.isatty())


def configure(level: str, form: str | None, names: Mapping[str, str], stream: TextIO | None = None) -> None:
    """Have this process log from ``level`` on, as "json" or "text" (see ``is_json``). ``names`` stand in every line."""
    stream = stream or sys.stderr
    handler = logging.StreamHandler(stream)
    after = _after(is_json(form, stream), stream.isatty())
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=_before(names), processors=after))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in QUIETER:
        logging.getLogger(name).setLevel(level.upper() if level in ("debug", "error") else "WARNING")
    for name in OWN_HANDLERS:
        logger = logging.getLogger(name)
        logger.handlers[:], logger.propagate = [], True
    logging.captureWarnings(True)


@contextmanager
def bound(**names: Any) -> Iterator[None]:
    """Inside the block this task's lines say so."""
    with bound_contextvars(**names):
        yield


def _before(names: Mapping[str, str]) -> list[Processor]:
    def named(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        return {**names, **event}

    return [
        merge_contextvars,
        named,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _traced,
    ]


def _after(json: bool, colors: bool) -> list[Processor]:
    rendered: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        _safe,
    ]
    if json:
        return [*rendered, structlog.processors.JSONRenderer(default=str, ensure_ascii=False)]
    return [*rendered, structlog.dev.ConsoleRenderer(colors=colors)]


def _traced(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event["trace_id"] = f"{context.trace_id:032x}"
        event["span_id"] = f"{context.span_id:016x}"
    return event


def _safe(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    return {key: redacted(value, key) for key, value in event.items()}
