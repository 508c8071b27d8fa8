"""Documents, as the API tells of them."""

from datetime import datetime

from pydantic import Field

from gateway.schemas.model import Given, example


class OwnDocument(Given):
    """A document that somebody has uploaded, without its text."""

    model_config = example(
        {
            "id": "8c6b1a0f9e8d7c6b",
            "name": "romeo-and-juliet.txt",
            "media_type": "text/plain",
            "encoding": "utf-8",
            "bytes": 142530,
            "length": 141007,
            "removed": 1,
            "created_at": "2026-11-27T04:30:00Z",
        }
    )

    id: str
    name: str = Field(description="What the file was called, without folders.")
    media_type: str = Field(description="`text/plain` or `text/markdown`, as its content says.")
    encoding: str = Field(description="The one it came in.")
    bytes: int = Field(description="How large it was.")
    length: int = Field(description="How many characters the text has.")
    removed: int = Field(description="How many characters were taken out of it: such as steer a screen, or are none.")
    created_at: datetime


class TextPart(Given):
    """A part of a document's text, counted in characters."""

    model_config = example({"start": 0, "length": 24, "total": 141007, "text": "Two households, both ali"})

    start: int
    length: int = Field(description="How many characters this part has.")
    total: int = Field(description="How many the whole text has.")
    text: str
