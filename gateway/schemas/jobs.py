"""Background work, as the API tells of it and takes orders for it."""

from datetime import datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field

from gateway.schemas.model import Given, Sent, example

Kind = Literal["re-embed", "graph", "snapshots", "verify"]


class JobOrder(Sent):
    """What is to be done."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"kind": "verify"}]})

    kind: Kind


class JobCard(Given):
    """A job. ``progress`` of ``total`` is counted in units of the ``step``; a total of 0 is unknown."""

    model_config = example(
        {
            "id": 4,
            "ecosystem": "montagues-5f1c09aa4e21",
            "kind": "verify",
            "state": "done",
            "attempts": 2,
            "cap": 5,
            "progress": 415,
            "total": 415,
            "step": "events",
            "reason": "",
            "result": {"ok": True, "hash": "9d3f1c2a7b0e4f5d8c6b1a0f9e8d7c6b", "checks": 9, "faults": [], "unchecked": []},
            "ordered_at": "2026-11-27T04:30:00Z",
            "not_before": "2026-11-27T04:30:10Z",
            "begun_at": "2026-11-27T04:30:10Z",
            "ended_at": "2026-11-27T04:30:12Z",
        }
    )

    id: int
    ecosystem: str
    kind: str
    state: Literal["waiting", "running", "done", "held", "cancelled"]
    attempts: int = Field(description="Begun since it was ordered or tried again by a person.")
    cap: int = Field(description="After so many attempts that failed it is held.")
    progress: int
    total: int
    step: str
    reason: str = Field(description="Why the last attempt failed, or what it waits for.")
    result: Any
    ordered_at: datetime
    not_before: datetime | None
    begun_at: datetime | None
    ended_at: datetime | None
