"""Lists a page at a time: an opaque cursor says where the next page begins, so that nothing is told twice or left out."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

import orjson
from fastapi import Query, Request, Response

from actors.errors import InvalidRequest
from gateway.schemas.page import Page

__all__ = ["Cursor", "Limit", "Page", "decoded", "encoded", "page", "page_of", "position"]

S = TypeVar("S")
T = TypeVar("T")

MOST = 200

Limit = Annotated[int, Query(ge=1, le=MOST, description="How many at most.")]
Cursor = Annotated[str | None, Query(max_length=500, description="`next_cursor` of the page before.")]


def encoded(key: Sequence[Any]) -> str:
    """The cursor after the item with this sort key."""
    return urlsafe_b64encode(orjson.dumps(list(key))).decode().rstrip("=")


def decoded(cursor: str | None, kinds: Sequence[type]) -> list[Any] | None:
    """The sort key that a cursor holds, None for none. Raises InvalidRequest when it is not one of ours."""
    if cursor is None:
        return None
    try:
        key = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        key = None
    if not isinstance(key, list) or [type(part) for part in key] != list(kinds) or not all(map(_storable, key)):
        raise InvalidRequest("query/cursor", "this is no cursor of this list")
    return key


def _storable(part: Any) -> bool:
    """Whether a database could hold it."""
    return abs(part) < 2**63 if isinstance(part, int) else "\0" not in part if isinstance(part, str) else True


def position(cursor: str | None, of: str, kinds: Sequence[type]) -> list[Any] | None:
    """The sort key in a cursor that ``page`` made of the list named ``of``. Raises InvalidRequest for that of another list."""
    key = decoded(cursor, (str, *kinds))
    if key is not None and key[0] != of:
        raise InvalidRequest("query/cursor", f"this is a cursor of the {key[0]}")
    return key and key[1:]


def page_of(
    request: Request, response: Response, of: str, found: Sequence[S], limit: int,
    key: Callable[[S], Sequence[Any]], given: Callable[[S], T],
) -> Page[T]:  # fmt: skip
    """A page of the list named ``of``, of which one more was ``found`` than the ``limit`` if there are more."""
    shown = found[:limit]
    last = [of, *key(shown[-1])] if len(found) > limit else None
    return page(request, response, [given(one) for one in shown], limit, last)


def page(request: Request, response: Response, items: Sequence[T], limit: int, key: Sequence[Any] | None) -> Page[T]:
    """A page of the list; ``key`` is the sort key of the last item when there may be more."""
    cursor = encoded(key) if key is not None else None
    if cursor is not None:
        following = request.url.include_query_params(cursor=cursor, limit=limit)
        response.headers["Link"] = f'<{following.path}?{following.query}>; rel="next"'
    return Page(items=list(items), next_cursor=cursor)
