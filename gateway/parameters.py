"""What paths and queries hold, where several routes take the same."""

from typing import Annotated, Literal

from fastapi import Path, Query
from pydantic import AfterValidator, WithJsonSchema

from actors.events import KINDS

STORABLE = r"^[^\x00]*$"
"""No database holds the character NUL."""

MOST_TICKS = 2**53 - 1


def _known_kind(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"there are events of these kinds: {', '.join(KINDS)}")
    return kind


Id = Annotated[str, Query(min_length=1, max_length=200, pattern=STORABLE)]
CharacterId = Annotated[str, Path(max_length=200, pattern=STORABLE, description="The character's id.")]
EventId = Annotated[str, Path(max_length=200, pattern=STORABLE, description="The id of the event.")]
Words = Annotated[str, Query(min_length=1, max_length=500, pattern=STORABLE)]
Tick = Annotated[int, Query(ge=0, le=MOST_TICKS)]
Number = Annotated[int, Query(ge=0, le=MOST_TICKS)]
Order = Annotated[Literal["asc", "desc"], Query(description="asc: the oldest first; desc: the newest first.")]
Kind = Annotated[str, AfterValidator(_known_kind), WithJsonSchema({"type": "string", "enum": list(KINDS)})]
