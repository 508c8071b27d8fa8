"""The log: lines that machines read, with what they are of, and without secrets."""

import asyncio
import io
import json
import logging
import warnings
from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace import TracerProvider

from runtime.telemetry import logs
from runtime.telemetry.logs import bound, configure
from runtime.telemetry.secrets import redacted, without_secrets
from storage.accounts import keys, sessions

CANARY = "Kanarienvogel-7f3a9"
"""A secret that must never be seen."""

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlLW9mLWl0"


class Log:
    """What was logged."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    def __str__(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in str(self).splitlines()]


@pytest.fixture
def log() -> Iterator[Log]:
    """A log as JSON. Afterwards logging is as it was."""
    loggers = [logging.getLogger(name) for name in ("", *logs.QUIETER, *logs.OWN_HANDLERS)]
    before = [(logger.level, logger.handlers[:], logger.propagate) for logger in loggers]
    opened = Log()
    configure("info", "json", {"process": "test"}, opened.stream)
    yield opened
    logging.captureWarnings(False)
    for logger, (level, handlers, propagate) in zip(loggers, before, strict=True):
        logger.setLevel(level)
        logger.handlers[:], logger.propagate = handlers, propagate


def test_every_line_is_json_and_says_when_who_and_what(log):
    logging.getLogger("runtime.theatre").warning("%s is late", "Javert")
    (line,) = log.lines
    assert line["event"] == "Javert is late"
    assert (line["level"], line["logger"], line["process"]) == ("warning", "runtime.theatre", "test")
    assert str(line["timestamp"]).endswith("Z")


def test_a_line_says_of_which_request_ecosystem_and_tick_it_is(log):
    with bound(request_id="r1", ecosystem="montreuil"), bound(tick=7):
        logging.getLogger("x").error("here")
    logging.getLogger("x").error("elsewhere")
    here, elsewhere = log.lines
    assert (here["request_id"], here["ecosystem"], here["tick"]) == ("r1", "montreuil", 7)
    assert "request_id" not in elsewhere


async def test_what_is_bound_stays_with_its_task(log):
    async def one(name: str, gate: asyncio.Barrier) -> None:
        with bound(request_id=name):
            await gate.wait()
            logging.getLogger("x").error(name)

    gate = asyncio.Barrier(2)
    await asyncio.gather(one("a", gate), one("b", gate))
    assert sorted((line["event"], line["request_id"]) for line in log.lines) == [("a", "a"), ("b", "b")]


def test_a_line_says_of_which_trace_it_is(log):
    with TracerProvider(shutdown_on_exit=False).get_tracer("test").start_as_current_span("one") as span:
        logging.getLogger("x").error("traced")
    (line,) = log.lines
    assert line["trace_id"] == f"{span.get_span_context().trace_id:032x}"


def test_what_others_say_goes_the_same_way(log):
    for name in ("uvicorn.error", "ray", "asyncio"):
        logging.getLogger(name).warning("from %s", name)
        logging.getLogger(name).info("too much")
    assert [line["event"] for line in log.lines] == ["from uvicorn.error", "from ray", "from asyncio"]
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old ways", DeprecationWarning, stacklevel=1)
    assert "old ways" in str(log.lines[-1]["event"])


def test_line_breaks_in_what_is_logged_begin_no_line_of_their_own(log):
    logging.getLogger("x").error("user %s", 'x\n{"event": "forged", "level": "info"}\r\n')
    assert len(log.lines) == 1


def test_an_error_is_logged_with_its_traceback(log):
    try:
        raise ValueError("a defect")
    except ValueError:
        logging.getLogger("x").exception("it failed")
    (line,) = log.lines
    assert "Traceback" in str(line["exception"])
    assert "a defect" in str(line["exception"])


@pytest.mark.parametrize(
    "secret",
    [
        f"postgresql://fabula:{CANARY}@db:5432/fabula",
        f"redis://:{CANARY}@cache",
        f"Authorization: Bearer {CANARY}",
        f"authorization=Basic {CANARY}",
        f"password={CANARY}",
        f"{{'refresh_token': '{CANARY}'}}",
        f'{{"client_secret": "{CANARY}", "a": 1}}',
        f"Set-Cookie: session={CANARY}; Path=/",
        f"X-Api-Key: {CANARY}",
        f"?ticket={CANARY}&after=3",
        f"fbk_0123456789abcdef_{CANARY}",
        f"fbr_{CANARY}",
        f"$argon2id$v=19$m=65536,t=3,p=4${CANARY}$abc",
    ],
)
def test_secrets_in_texts_are_hidden(log, secret):
    logger = logging.getLogger("x")
    logger.error(secret)
    logger.error("said: %s", secret)
    try:
        raise RuntimeError(secret)
    except RuntimeError:
        logger.exception("failed")
    logger.error("with more", extra={"detail": {"inner": [secret]}, "raw": secret.encode()})
    assert CANARY not in str(log)
    assert len(log.lines) == 4


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "new_password",
        "access_token",
        "refreshToken",
        "api_key",
        "apiKey",
        "client_secret",
        "Authorization",
        "cookie",
        "ticket",
    ],
)
def test_secrets_are_hidden_by_their_names(log, name):
    logging.getLogger("x").error("with", extra={name: CANARY})
    logging.getLogger("x").error("within", extra={"body": {name: [CANARY]}})
    with bound(**{name: CANARY}):
        logging.getLogger("x").error("bound")
    assert CANARY not in str(log)


def test_keys_are_known_by_the_names_that_accounts_give_them():
    for prefix in (keys.PREFIX, sessions.PREFIX):
        assert without_secrets(f"{prefix}{CANARY}") == "***"


def test_tokens_are_known_by_their_looks():
    assert without_secrets(f"got {JWT} from her") == "got *** from her"


@pytest.mark.parametrize("text", ["Javert keeps the secret of Valjean", "tick=7", "http://gateway:8000/livez", "42"])
def test_what_is_no_secret_is_left_alone(text):
    assert without_secrets(text) == text


def test_counts_of_tokens_are_no_secret():
    assert redacted({"tokens": 12, "max_tokens": 5}) == {"tokens": 12, "max_tokens": 5}


def test_on_a_terminal_it_is_text(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    assert not logs.is_json(None, Terminal())
    assert logs.is_json("json", Terminal())
    assert logs.is_json(None, io.StringIO())
    assert not logs.is_json("text", io.StringIO())
