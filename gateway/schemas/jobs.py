"""Background work, as the API tells of it and takes orders for it."""

from datetime import datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field

from gateway.schemas.model import Given, Sent

Kind = Literal["re-embed", "graph", "snapshots", "verify"]


class JobOrder(Sent):
    """What is to be done."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"kind": "verify"}]})

    kind: Kind


class JobCard(Given):
    """A job. ``progress`` of ``total`` is counted in units of the ``step``; a total of 0 is unknown."""

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
