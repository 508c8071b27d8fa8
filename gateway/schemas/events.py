"""Events as the API tells of them."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import ConfigDict, Field

from gateway.schemas.model import Given


class ToldLine(Given):
    """One line of the play."""

    role: Literal["heading", "direction", "speech", "turn", "thought"]
    text: str
    speaker: str = ""
    tick: int


class EventGiven(Given):
    """An event as the chronicle holds it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "ecosystem": "montagues-5f1c09aa4e21",
                    "seq": 415,
                    "tick": 12,
                    "kind": "tick_completed",
                    "scene": "~",
                    "index": 0,
                    "id": "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
                    "body": {"interactions": 9, "moves": 4, "idle": {"alone": 3}},
                    "told": None,
                }
            ]
        }
    )

    ecosystem: str
    seq: int = Field(description="Its number: from 1, without gaps.")
    tick: int
    kind: str
    scene: str
    index: int
    id: str
    body: Mapping[str, Any]
    told: list[ToldLine] | None = Field(default=None, description="Its lines of the play, where asked for.")
