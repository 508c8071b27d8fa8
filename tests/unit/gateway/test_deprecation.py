"""Routes that are to go say so."""

from datetime import UTC, datetime, timedelta, timezone

import httpx
import pytest
from fastapi import Depends, FastAPI

from gateway.deprecation import deprecated

SINCE = datetime(2027, 1, 1, tzinfo=UTC)
SUNSET = datetime(2027, 7, 1, 2, tzinfo=timezone(timedelta(hours=2)))


async def test_a_route_that_is_to_go_says_since_when_until_when_and_what_instead():
    app = FastAPI()

    @app.get("/old", deprecated=True, dependencies=[Depends(deprecated(SINCE, SUNSET, "https://example.org/new"))])
    async def old() -> None: ...

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
        answer = await client.get("/old")
    assert answer.headers["deprecation"] == "@1798761600"
    assert answer.headers["sunset"] == "Thu, 01 Jul 2027 00:00:00 GMT"
    assert answer.links["deprecation"]["url"] == "https://example.org/new"


@pytest.mark.parametrize(("since", "sunset"), [(SUNSET, SINCE), (SINCE.replace(tzinfo=None), SUNSET)])
def test_what_cannot_be_meant_is_refused(since, sunset):
    with pytest.raises(ValueError, match=r"before it goes|time zone"):
        deprecated(since, sunset, "https://example.org/new")
