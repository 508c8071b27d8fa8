"""A user's documents."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Path, Query, Request, Response, UploadFile

from actors.errors import InvalidRequest
from gateway import problems
from gateway.dependencies import DocumentsOf
from gateway.paging import Cursor, Limit, Page, decoded, page
from gateway.schemas.documents import OwnDocument, TextPart
from gateway.security.guards import require
from gateway.security.principal import Principal
from storage.belongings.texts import Encoding, clean_name, read_text

router = APIRouter(prefix="/documents", tags=["documents"], responses=problems.responses(401, 403))

LONGEST_PART = 100_000
"""Characters of a text that one answer may have."""

FIELDS = ("file", "encoding")

DocumentId = Annotated[str, Path(max_length=60, description="The document's id.")]
Writer = Annotated[Principal, Depends(require("character:create"))]
Reader = Annotated[Principal, Depends(require("character:read"))]


async def only_known_fields(request: Request) -> None:
    """Raises InvalidRequest when the form has other fields than it should, or one twice."""
    form = await request.form()
    names = [name for name, _ in form.multi_items()]
    for name in names:
        if name not in FIELDS:
            raise InvalidRequest(f"/{name[:80]}", "this field is not known")
        if names.count(name) > 1:
            raise InvalidRequest(f"/{name}", "stands here twice")


@router.post(
    "", status_code=201, responses=problems.responses(409, 413, 415), dependencies=[Depends(only_known_fields)]
)  # fmt: skip
async def upload_document(
    request: Request,
    response: Response,
    asking: Writer,
    documents: DocumentsOf,
    file: Annotated[UploadFile, File(description="Plain text or Markdown.")],
    encoding: Annotated[Encoding | None, Form(description="Only needed when it is not recognised.")] = None,
) -> OwnDocument:
    """Keep a text. What kind it is and how it is encoded is seen from its content; sent again, it is kept once."""
    raw = await file.read()
    read = await asyncio.to_thread(read_text, raw, encoding)
    kept = await documents.add(asking.user, clean_name(file.filename), raw, read)
    response.headers["Location"] = f"{request.url.path}/{kept.id}"
    return OwnDocument.model_validate(kept)


@router.get("")
async def list_documents(
    request: Request, response: Response, asking: Reader, documents: DocumentsOf, limit: Limit = 50, cursor: Cursor = None
) -> Page[OwnDocument]:
    """One's own, oldest first."""
    (after,) = decoded(cursor, (str,)) or ("",)
    found = await documents.page(asking.user, after, limit + 1)
    key = (found[limit - 1].id,) if len(found) > limit else None
    return page(request, response, [OwnDocument.model_validate(one) for one in found[:limit]], limit, key)


@router.get("/{document}", responses=problems.responses(404))
async def get_document(document: DocumentId, asking: Reader, documents: DocumentsOf) -> OwnDocument:
    """What is known of one, without its text."""
    return OwnDocument.model_validate(await documents.get(asking.user, document))


@router.get("/{document}/text", responses=problems.responses(404))
async def get_document_text(
    document: DocumentId,
    asking: Reader,
    documents: DocumentsOf,
    start: Annotated[int, Query(ge=0, le=2**31 - 2, description="The first character, counted from 0.")] = 0,
    length: Annotated[int, Query(ge=1, le=LONGEST_PART, description="How many characters at most.")] = 10_000,
) -> TextPart:
    """A part of its text."""
    kept = await documents.get(asking.user, document)
    text = await documents.part(asking.user, document, start, length)
    return TextPart(start=start, length=len(text), total=kept.length, text=text)


@router.delete("/{document}", status_code=204, responses=problems.responses(404))
async def delete_document(document: DocumentId, asking: Writer, documents: DocumentsOf) -> None:
    """Forget it and its text."""
    await documents.remove(asking.user, document)
