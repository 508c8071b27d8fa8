"""The one place where Neo4j's driver is opened, and where what it and the server say becomes Fabula's own errors."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from actors.errors import TargetRefused, TargetUnavailable
from storage.graph.bolt import (
    AsyncDriver,
    AsyncGraphDatabase,
    AsyncSession,
    AuthError,
    ClientError,
    ConfigurationError,
    DriverError,
    Forbidden,
    GqlError,
    Neo4jError,
    UnsupportedServerProduct,
)
from storage.graph.login import Login

logging.getLogger("neo4j").addHandler(logging.NullHandler())  # what it would print, our errors say

TARGET = "Neo4j"
OLDEST = 5
"""The first major version that understands our queries."""

PATIENCE = 10.0
"""Seconds after which a statement, or whatever a block of ``answering`` holds, counts as no answer."""

_CONNECTING = 5.0
_RETRYING = 3.0

_PASSWORD = "check FABULA_NEO4J_USER and FABULA_NEO4J_PASSWORD"
_ADVICE = {  # by the server's code; what to do
    "Neo.ClientError.Security.CredentialsExpired": "log in there once and change the password that it was installed with",
    "Neo.ClientError.Security.AuthenticationRateLimit": f"there were too many wrong passwords; {_PASSWORD}, and wait",
    "Neo.ClientError.Security.Forbidden": "give this user the right to read and write there, and to make constraints",
    "Neo.ClientError.Database.DatabaseNotFound": "start its default database",
}

_OTHERWISE = f"use Neo4j {OLDEST} or newer, with a database that only Fabula writes to"


def driver(login: Login) -> AsyncDriver:
    """A driver that connects on first use, in whose event loop it then stays; close it in the same loop.

    It says nothing about what is missing in the database, gives up a connection after seconds, and repeats a transaction that
    failed by chance for seconds only. Raises TargetRefused for a login that cannot be one.
    """
    with translated():
        return AsyncGraphDatabase.driver(
            login.url,
            auth=(login.user, login.password),
            user_agent="fabula",
            connection_timeout=_CONNECTING,
            connection_acquisition_timeout=_CONNECTING,
            connection_write_timeout=_CONNECTING,
            max_transaction_retry_time=_RETRYING,
            notifications_min_severity="OFF",
            telemetry_disabled=True,
        )


async def greet(to: AsyncDriver) -> None:
    """Raise TargetRefused unless what answers is a Neo4j that understands us, TargetUnavailable when nothing does."""
    async with answering():
        info = await to.get_server_info()
    product, _, version = info.agent.partition("/")
    major = version.partition(".")[0]
    if product != "Neo4j" or not major.isdecimal() or int(major) < OLDEST:
        raise TargetRefused(TARGET, f"what answers there is {info.agent}; use Neo4j {OLDEST} or newer")


@asynccontextmanager
async def session(of: AsyncDriver, patience: float = PATIENCE) -> AsyncIterator[AsyncSession]:
    """A session of one's own for the block, which is over after ``patience`` seconds; raises as ``translated`` says."""
    async with answering(patience), of.session() as opened:
        yield opened


@asynccontextmanager
async def answering(patience: float = PATIENCE) -> AsyncIterator[None]:
    """As ``translated``, and TargetUnavailable when the block takes longer than ``patience`` seconds."""
    with translated():
        async with asyncio.timeout(patience):
            yield


@contextmanager
def translated() -> Iterator[None]:
    """Raises TargetUnavailable when the server does not answer or not now, and TargetRefused, with what to do, when trying again
    would not help; each with its cause."""
    try:
        yield
    except Neo4jError as error:
        raise _said_by_the_server(error) from error
    except UnsupportedServerProduct as error:
        raise TargetRefused(TARGET, f"what answers there does not speak as we do; use Neo4j {OLDEST} or newer") from error
    except (ConfigurationError, ValueError) as error:
        raise TargetRefused(TARGET, f"{_line(error)}; check FABULA_NEO4J_URL") from error
    except TimeoutError as error:
        raise TargetUnavailable(TARGET, "it takes too long") from error
    except (DriverError, GqlError, OSError) as error:
        raise TargetUnavailable(TARGET, _line(error)) from error


def _said_by_the_server(error: Neo4jError) -> TargetRefused | TargetUnavailable:
    if not isinstance(error, ClientError):
        return TargetUnavailable(TARGET, _line(error))
    advice = _ADVICE.get(error.code or "")
    if advice is None and isinstance(error, AuthError):
        advice = _PASSWORD
    if advice is None and isinstance(error, Forbidden):
        advice = _ADVICE["Neo.ClientError.Security.Forbidden"]
    return TargetRefused(TARGET, f"{_line(error)}; {advice or _OTHERWISE}")


def _line(error: BaseException) -> str:
    """What went wrong, in one line: what the system says, if it is at the bottom of it."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno:
            return (os.strerror(cause.errno) if cause.errno > 0 else str(cause.strerror)).lower()
        cause = cause.__cause__
    text = str(error.message) if isinstance(error, Neo4jError) and error.message else str(error)
    lines = [line.strip() for line in text.splitlines() if line.strip()] or [type(error).__name__]
    # the server begins with what is wrong; the driver ends with it, after naming the address in several ways
    return lines[0 if isinstance(error, Neo4jError) else -1].rstrip(".")
