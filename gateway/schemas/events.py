"""Events as the API tells of them."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from gateway.schemas.model import Given


class ToldLine(Given):
    """One line of the play."""

    role: Literal["heading", "direction", "speech", "turn", "thought"]
    text: str
    speaker: str = ""
    tick: int


class EventGiven(Given):
    """An event as the chronicle holds it."""

    ecosystem: str
    seq: int = Field(description="Its number: from 1, without gaps.")
    tick: int
    kind: str
    scene: str
    index: int
    id: str
    body: Mapping[str, Any]
    told: list[ToldLine] | None = Field(default=None, description="Its lines of the play, where asked for.")
