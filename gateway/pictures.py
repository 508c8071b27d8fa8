"""Pictures between the store and the API."""

from typing import Annotated, Any

from fastapi import Path, Response

from actors.pictures import MEDIA_TYPES, media_type
from gateway import problems
from gateway.etags import tagged
from gateway.parameters import STORABLE

PictureName = Annotated[
    str, Path(max_length=200, pattern=STORABLE, description="The name of the picture, as a persona's portrait.")
]

_BYTES = {"schema": {"type": "string", "format": "binary"}}

ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The picture.",
        "content": {kind: {**_BYTES, "example": f"the bytes of an {kind}"} for kind in sorted(MEDIA_TYPES.values())},
    },
    **problems.responses(404),
}

BODY = {
    "requestBody": {
        "required": True,
        "content": dict.fromkeys(sorted(MEDIA_TYPES.values()), _BYTES),
    }
}

FOREVER = "private, max-age=31536000, immutable"
"""What has this name never changes."""


def shown(name: str, body: bytes, known: str | None, keep: str = FOREVER) -> Response:
    """The picture as it is sent; as nothing but a picture, whatever else its bytes may be. Raises NotModified."""
    headers = {
        "Cache-Control": keep,
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    response = Response(body, media_type=media_type(name), headers=headers)
    tagged(response, name, known)
    return response
