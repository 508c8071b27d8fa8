"""A user's library of characters."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from gateway import problems
from gateway.dependencies import CharactersOf
from gateway.errors import PreconditionFailed
from gateway.etags import IfMatch, IfNoneMatch, etag, expect, tagged
from gateway.paging import Cursor, Limit, Page, decoded, page
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
    check_guest(order.persona, "/persona")
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
    check_guest(draft.persona, "/persona")
    known = await characters.get(asking.user, character)
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


async def _overtaken(characters: Characters, asking: Principal, character: str) -> KeptCharacter:
    """Raises BelongingUnknown or PreconditionFailed: somebody was faster by a moment."""
    raise PreconditionFailed(etag((await characters.get(asking.user, character)).version))


def _authored(draft: CharacterDraft) -> dict[str, object]:
    return draft.persona.model_dump(mode="json", by_alias=True)


def _told(kept: KeptCharacter, response: Response, known: str | None = None) -> OwnCharacter:
    tagged(response, kept.version, known)
    return OwnCharacter.model_validate(kept)
