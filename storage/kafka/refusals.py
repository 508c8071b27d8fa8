"""What Kafka and its driver say, as Fabula's own errors."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from aiokafka import errors

from actors.errors import TargetRefused, TargetUnavailable

TARGET = "Kafka"

PATIENCE = 15.0
"""Seconds after which whatever a block of ``answering`` holds counts as no answer."""

_RIGHTS = "give this client the right to write to the topic and the groups fabula.*, with transactional ids fabula.*"
_ADVICE: dict[type[Exception], str] = {
    errors.TopicAuthorizationFailedError: _RIGHTS,
    errors.GroupAuthorizationFailedError: _RIGHTS,
    errors.TransactionalIdAuthorizationFailed: _RIGHTS,
    errors.ClusterAuthorizationFailedError: "create the topic there, or give this client the right to",
    errors.UnsupportedVersionError: "use Kafka 2.5 or newer",
    errors.IncompatibleBrokerVersion: "use Kafka 2.5 or newer",
    errors.InvalidTopicError: "name another topic in FABULA_KAFKA_TOPIC",
    errors.InvalidReplicationFactorError: "create the topic there with the replicas that it can have",
    errors.MessageSizeTooLargeError: "raise max.message.bytes of the topic",
}

logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # it logs each attempt; what matters is raised


@contextmanager
def translated() -> Iterator[None]:
    """Raises TargetUnavailable when no broker answers or not now, and TargetRefused, with what to do, when trying again would
    not help; each with its cause."""
    try:
        yield
    except errors.KafkaError as error:
        advice = next((text for kind, text in _ADVICE.items() if isinstance(error, kind)), None)
        if advice is not None:
            raise TargetRefused(TARGET, f"{_line(error)}; {advice}") from error
        raise TargetUnavailable(TARGET, _line(error)) from error
    except (TimeoutError, OSError) as error:
        raise TargetUnavailable(TARGET, _line(error)) from error


@asynccontextmanager
async def answering(patience: float = PATIENCE) -> AsyncIterator[None]:
    """As ``translated``, and TargetUnavailable when the block takes longer than ``patience`` seconds."""
    with translated():
        async with asyncio.timeout(patience):
            yield


def _line(error: BaseException) -> str:
    """What went wrong, in one line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0].rstrip(".") if lines else type(error).__name__
