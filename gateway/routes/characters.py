"""A user's library of characters."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from actors.errors import PictureUnknown, PictureUnsupported
from actors.pictures import fault_of, picture_of
from gateway import problems
from gateway.dependencies import CharactersOf
from gateway.errors import PreconditionFailed
from gateway.etags import IfMatch, IfNoneMatch, etag, expect, tagged
from gateway.paging import Cursor, Limit, Page, decoded, page
from gateway.pictures import ANSWERS, BODY, shown
from gateway.schemas.library import (
    Audition,
    AuditionLine,
    AuditionOrder,
    CharacterDraft,
    FoundOwnCharacter,
    OwnCharacter,
    Way,
)
from gateway.security.guards import require
from gateway.security.principal import Principal
from scenarios.audition import audition as auditioned
from scenarios.guests import check_guest
from storage.belongings.characters import Characters, KeptCharacter

router = APIRouter(prefix="/characters", tags=["characters"], responses=problems.responses(401, 403))

CharacterId = Annotated[str, Path(max_length=60, description="The character's id in the library.")]
Creator = Annotated[Principal, Depends(require("character:create"))]
Reader = Annotated[Principal, Depends(require("character:read"))]
Updater = Annotated[Principal, Depends(require("character:update"))]
Deleter = Annotated[Principal, Depends(require("character:delete"))]


@router.get("")
async def list_own_characters(
    request: Request, response: Response, asking: Reader, characters: CharactersOf, limit: Limit = 50, cursor: Cursor = None
) -> Page[OwnCharacter]:
    """One's own, by name."""
    after = decoded(cursor, (str, str)) or ("", "")
    found = await characters.page(asking.user, (after[0], after[1]), limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    key = (last.persona["name"], last.id) if last else None
    return page(request, response, [OwnCharacter.model_validate(one) for one in found[:limit]], limit, key)


@router.post("", status_code=201, responses=problems.responses(409))
async def create_own_character(
    draft: CharacterDraft, request: Request, response: Response, asking: Creator, characters: CharactersOf
) -> OwnCharacter:
    """Keep a new one."""
    check_guest(draft.persona, "/persona")
    made = await characters.add(asking.user, _authored(draft))
    response.headers["Location"] = f"{request.url.path}/{made.id}"
    return _told(made, response)


@router.post("/audition")
async def audition(order: AuditionOrder, asking: Creator) -> Audition:
    """What a character would say, before it is kept or lives anywhere: its own voice, without a language model."""
    check_guest(order.persona, "/persona", picture=order.persona.portrait)
    lines = await asyncio.to_thread(auditioned, order.persona, order.seed)
    return Audition(lines=[AuditionLine.model_validate(line) for line in lines])


@router.get("/search")
async def search_own_characters(
    asking: Reader,
    characters: CharactersOf,
    q: Annotated[str, Query(min_length=1, max_length=400, description="What to search for.")],
    by: Annotated[Way, Query(description="How to search.")] = "words",
    limit: Limit = 20,
) -> list[FoundOwnCharacter]:
    """The best of one's own, best first."""
    ways = {"words": characters.by_words, "spelling": characters.by_spelling, "meaning": characters.by_meaning}
    return [FoundOwnCharacter.model_validate(one) for one in await ways[by](asking.user, q, limit)]


@router.get("/{character}", responses=problems.responses(404))
async def get_own_character(
    character: CharacterId, response: Response, asking: Reader, characters: CharactersOf, if_none_match: IfNoneMatch = None
) -> OwnCharacter:
    """One of them."""
    return _told(await characters.get(asking.user, character), response, if_none_match)


@router.put("/{character}", responses=problems.responses(404, 412, 428))
async def replace_own_character(
    character: CharacterId, draft: CharacterDraft, response: Response, asking: Updater, characters: CharactersOf,
    if_match: IfMatch = None,
) -> OwnCharacter:  # fmt: skip
    """Make it another persona, unless somebody has changed it since it was read."""
    known = await characters.get(asking.user, character)
    check_guest(draft.persona, "/persona", picture=str(known.persona.get("portrait", "")))
    expect(if_match, known.version)
    changed = await characters.change(asking.user, character, known.version, _authored(draft))
    return _told(changed or await _overtaken(characters, asking, character), response)


@router.delete("/{character}", status_code=204, responses=problems.responses(404, 412, 428))
async def delete_own_character(
    character: CharacterId, asking: Deleter, characters: CharactersOf, if_match: IfMatch = None
) -> None:
    """Forget it. Ecosystems in which it lives keep it."""
    known = await characters.get(asking.user, character)
    expect(if_match, known.version)
    if not await characters.remove(asking.user, character, known.version):
        await _overtaken(characters, asking, character)


@router.get("/{character}/portrait", response_class=Response, responses=ANSWERS)
async def get_own_portrait(
    character: CharacterId, asking: Reader, characters: CharactersOf, if_none_match: IfNoneMatch = None
) -> Response:
    """What it looks like."""
    picture = (await characters.pictures(asking.user, [character])).get(character)
    if picture is None:
        raise PictureUnknown(character)
    return shown(picture.name, picture.body, if_none_match, "private, no-cache")


@router.put("/{character}/portrait", responses=problems.responses(404, 412, 413, 415, 428), openapi_extra=BODY)
async def replace_own_portrait(
    character: CharacterId, request: Request, response: Response, asking: Updater, characters: CharactersOf,
    if_match: IfMatch = None,
) -> OwnCharacter:  # fmt: skip
    """Give it a picture: a PNG, JPEG or WebP that stands still, of at most 256 KiB and 1024 pixels on each side, whatever it is
    said to be. It is shown wherever the character comes to live from now on. To take it away, replace the character by one
    without a portrait."""
    known = await characters.get(asking.user, character)
    expect(if_match, known.version)
    body = await request.body()
    if fault := fault_of(body):
        raise PictureUnsupported(fault)
    changed = await characters.portray(asking.user, character, known.version, picture_of(body))
    return _told(changed or await _overtaken(characters, asking, character), response)


async def _overtaken(characters: Characters, asking: Principal, character: str) -> KeptCharacter:
    """Raises BelongingUnknown or PreconditionFailed: somebody was faster by a moment."""
    raise PreconditionFailed(etag((await characters.get(asking.user, character)).version))


def _authored(draft: CharacterDraft) -> dict[str, object]:
    return draft.persona.model_dump(mode="json", by_alias=True)


def _told(kept: KeptCharacter, response: Response, known: str | None = None) -> OwnCharacter:
    tagged(response, kept.version, known)
    return OwnCharacter.model_validate(kept)
