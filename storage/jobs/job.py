"""What is known of a job, and of a schedule."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import asyncpg
import orjson


@dataclass(frozen=True, slots=True)
class Job:
    """A row of ``fabula.jobs``. ``progress`` of ``total`` is counted in units of the ``step``; a total of 0 is unknown."""

    id: int
    ecosystem: str
    kind: str
    state: str  # "waiting", "running", "done", "held" (it failed too often), "cancelled"
    attempts: int  # begun since it was ordered or tried again by a person
    cap: int  # after so many attempts that failed or killed their worker it is held
    turn: int
    progress: int
    total: int
    step: str
    reason: str  # why the last attempt failed, or what it waits for
    result: Any
    ordered_at: datetime
    not_before: datetime | None
    begun_at: datetime | None
    ended_at: datetime | None

    def as_dict(self) -> dict[str, Any]:
        """As JSON-able values (times in ISO 8601), without what only workers need."""
        return {name: _plain(value) for name, value in asdict(self).items() if name != "turn"}


@dataclass(frozen=True, slots=True)
class Schedule:
    """A kind of job that is ordered again and again."""

    ecosystem: str
    kind: str
    cron: str
    next_at: datetime

    def as_dict(self) -> dict[str, Any]:
        """As JSON-able values."""
        return {name: _plain(value) for name, value in asdict(self).items()}


def job_of(row: asyncpg.Record) -> Job:
    """The job in a row."""
    fields = {name: row[name] for name in Job.__slots__}
    return Job(**{**fields, "result": orjson.loads(row["result"]) if row["result"] else None})


def _plain(value: Any) -> Any:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
