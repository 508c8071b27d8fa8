"""What serving says beside its answers: lines for people on a terminal, else lines of the log."""

import logging
import sys
from collections.abc import Callable

from runtime.cli.telling import note
from runtime.settings import Settings
from runtime.telemetry.logs import is_json
from runtime.telemetry.wardrobe import outfit_of

LOG = logging.getLogger("fabula")


def stopped(settings: Settings) -> None:
    """Say that serving has ended."""
    (LOG.info if is_json(settings.log_format, sys.stderr) else note)("stopped")


def noted(settings: Settings, process: str) -> Callable[[str], None]:
    """Have this process log, and say where its notes go."""
    outfit_of(settings).put_on(process)
    return LOG.info if is_json(settings.log_format, sys.stderr) else note
