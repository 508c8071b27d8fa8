"""Lists a page at a time."""

from typing import Generic, TypeVar

from gateway.schemas.model import Given

T = TypeVar("T")


class Page(Given, Generic[T]):
    """Some of a list, and where it goes on."""

    items: list[T]
    next_cursor: str | None = None
