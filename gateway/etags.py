"""Versions of things, so that two people's changes do not overwrite each other, and what has not changed is not sent again."""

from hashlib import blake2b
from typing import Annotated

from fastapi import Header, Request, Response

from gateway.errors import PreconditionFailed, PreconditionRequired

IfMatch = Annotated[str | None, Header(alias="If-Match", description="The ETag of what was read.")]
IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match", description="The ETag of what is known already.")]


class NotModified(Exception):
    """What the client has is still so."""

    def __init__(self, etag: str) -> None:
        super().__init__(etag)
        self.etag = etag


def etag(version: int | str) -> str:
    """The ETag of a version."""
    return f'"{version}"'


def tagged(response: Response, version: int | str, known: str | None = None) -> None:
    """Send the version along. Raises NotModified when the client knows it."""
    response.headers["ETag"] = etag(version)
    if known is not None and _matches(known, etag(version)):
        raise NotModified(etag(version))


def expect(given: str | None, version: int | str) -> None:
    """Raises PreconditionRequired when no version was given, PreconditionFailed when it is not this one."""
    if given is None:
        raise PreconditionRequired
    if not _matches(given, etag(version)):
        raise PreconditionFailed(etag(version))


def expect_part(given: str | None, part: str, whole: str) -> None:
    """As ``expect``, of a version "part.rest" of which only the first part matters: what a change could overwrite. A world that
    has gone on meanwhile is no reason to refuse it another title."""
    if given is None:
        raise PreconditionRequired
    tags = (tag.strip().removeprefix("W/").strip('"') for tag in given.split(","))
    if given.strip() != "*" and not any(tag.partition(".")[0] == part for tag in tags):
        raise PreconditionFailed(etag(whole))


def digest(*values: object) -> str:
    """A short version of values, made of how they are written."""
    return blake2b(repr(values).encode(), digest_size=6).hexdigest()


async def not_modified(_: Request, error: Exception) -> Response:
    """The answer 304."""
    assert isinstance(error, NotModified)
    return Response(status_code=304, headers={"ETag": error.etag})


def _matches(given: str, own: str) -> bool:
    return given.strip() == "*" or own in [tag.strip().removeprefix("W/") for tag in given.split(",")]
