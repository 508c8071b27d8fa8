"""Documents, as the API tells of them."""

from datetime import datetime

from pydantic import Field

from gateway.schemas.model import Given


class OwnDocument(Given):
    """A document that somebody has uploaded, without its text."""

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

    start: int
    length: int = Field(description="How many characters this part has.")
    total: int = Field(description="How many the whole text has.")
    text: str
