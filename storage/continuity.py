"""What every store demands of the events of a commit before it writes any of them."""

from collections.abc import Sequence

from actors.errors import ChronicleDamaged, InvalidRequest
from actors.events import Event

STATUSES = ("idle", "running", "live", "paused")


def check_events(ecosystem: str, tick: int, last_seq: int, events: Sequence[Event]) -> None:
    """Raises ChronicleDamaged unless these are numbered from ``last_seq`` + 1 without gaps, all of this ecosystem and tick."""
    for seq, event in enumerate(events, last_seq + 1):
        if event.seq != seq:
            raise ChronicleDamaged(ecosystem, f"event {event.seq} was offered where number {seq} comes next")
        if event.ecosystem != ecosystem or event.tick != tick:
            raise ChronicleDamaged(ecosystem, f"event {seq} says ecosystem '{event.ecosystem}' and tick {event.tick}, not {tick}")


def check_tick(ecosystem: str, tick: int, last_tick: int) -> None:
    """Raises ChronicleDamaged unless ``tick`` comes after ``last_tick``."""
    if tick != last_tick + 1:
        raise ChronicleDamaged(ecosystem, f"tick {tick} was offered where tick {last_tick + 1} comes next")


def check_status(status: str) -> None:
    """Raises InvalidRequest for a status that no ecosystem can have."""
    if status not in STATUSES:
        raise InvalidRequest("status", f"'{status}' is none of {', '.join(STATUSES)}")
