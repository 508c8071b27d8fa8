"""The document of what is said over streams."""

from functools import cache
from typing import Any

from fastapi import APIRouter, Depends

from gateway.asyncapi import Document, document
from gateway.security.guards import everybody

router = APIRouter(tags=["streams"])

EXAMPLE = {"asyncapi": "3.0.0", "info": {"title": "Fabula streams"}, "channels": {}}

_document = cache(document)


@router.get(
    "/asyncapi.json",
    dependencies=[Depends(everybody)],
    responses={200: {"content": {"application/json": {"example": EXAMPLE}}}},
)
async def get_asyncapi() -> dict[str, Any]:
    """What is said over WebSocket and Server-Sent Events, as AsyncAPI 3.0."""
    found: Document = _document()
    return found
