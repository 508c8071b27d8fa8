"""The log: one line for each thing that happened, as JSON or for people, with the request, ecosystem, tick and trace it is of.

Everything goes through it: what is logged here with the standard library, and what uvicorn, Ray and asyncio say.
"""

import logging
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TextIO

import structlog
from opentelemetry import trace
from structlog.contextvars import bound_contextvars, merge_contextvars
from structlog.typing import EventDict, Processor, WrappedLogger

from runtime.telemetry.secrets import redacted

STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
"""Signs that begin another line, or make a terminal show something else."""

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
        return [*rendered, structlog.processors.JSONRenderer(default=str, ensure_ascii=False), _escaped]
    return [*rendered, _plain, structlog.dev.ConsoleRenderer(colors=colors)]


def _traced(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event["trace_id"] = f"{context.trace_id:032x}"
        event["span_id"] = f"{context.span_id:016x}"
    return event


def _safe(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    return {key: redacted(value, key) for key, value in event.items()}


def _escaped(logger: WrappedLogger, method: str, line: Any) -> str:
    """The line of JSON with those signs escaped that JSON itself leaves as they are."""
    return STEERING.sub(lambda sign: f"\\u{ord(sign[0]):04x}", line)


def _plain(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Without what would begin another line or steer a terminal: what is logged may be what somebody sent."""
    return {key: _visible(value, key == "exception") if isinstance(value, str) else value for key, value in event.items()}


def _visible(text: str, lines: bool) -> str:
    parts = text.split("\n") if lines else [text]
    return "\n".join(STEERING.sub(lambda sign: sign[0].encode("unicode_escape").decode(), part) for part in parts)
