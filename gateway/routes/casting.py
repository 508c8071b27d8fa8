"""Who joins a living cast, and who leaves it: orders like a director's, for whoever owns the ecosystem."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from actors.errors import InvalidRequest
from actors.pictures import Picture
from gateway import problems
from gateway.commands import own_key
from gateway.dependencies import PortsOf
from gateway.idempotency import IdempotencyKey
from gateway.parameters import CharacterId
from gateway.ports import Ports
from gateway.schemas.orders import JoinOrder, OrderGiven
from gateway.security.guards import check, commanding
from gateway.security.principal import Access, Level
from gateway.taken import answer
from gateway.waiting import Prefer
from scenarios.guests import check_guest
from scenarios.loading import persona_of, regards_of
from scenarios.schema import PersonaBlock

router = APIRouter(
    prefix="/ecosystems/{ecosystem}/characters", tags=["directing"], responses=problems.responses(401, 403, 404, 409),
)  # fmt: skip

Owning = Annotated[Access, Depends(commanding(Level.OWNER))]


@router.post("", status_code=202, responses={200: {"model": OrderGiven}})
async def add_to_cast(
    sent: JoinOrder, access: Owning, ports: PortsOf, response: Response, key: IdempotencyKey = None, prefer: Prefer = None
) -> OrderGiven:
    """Have somebody new come. He or she wishes, is met and talked of from the next tick on."""
    block, picture = await _wished(sent, access, ports)
    check_guest(block, "/persona", picture=picture.name if picture else "")
    head = await ports.store.head(access.ecosystem)
    await ports.accounts.check_cast(access.ecosystem, head.characters + 1)
    regards = [regard for each in sent.relationships for regard in regards_of(each)]
    receipt = await ports.orders.join(
        access.ecosystem,
        persona_of(block, sent.place),
        sent.place,
        regards,
        own_key(access, key),
        sent.at_tick,
        sent.at_once,
        [picture] if picture else [],
    )
    return await answer(ports, receipt, prefer, response)


@router.delete("/{character}", status_code=202, responses={200: {"model": OrderGiven}})
async def remove_from_cast(
    character: CharacterId, access: Owning, ports: PortsOf, response: Response,
    at_once: Annotated[bool, Query(description="In a tick of its own when the ecosystem is paused or rests.")] = False,
    key: IdempotencyKey = None, prefer: Prefer = None,
) -> OrderGiven:  # fmt: skip
    """Have somebody leave for good. Others keep what they remember and feel."""
    receipt = await ports.orders.leave(access.ecosystem, character, own_key(access, key), None, at_once)
    return await answer(ports, receipt, prefer, response)


async def _wished(sent: JoinOrder, access: Access, ports: Ports) -> tuple[PersonaBlock, Picture | None]:
    """Who is to come, and what he or she looks like. Raises InvalidRequest, and as the library does for one who is
    not in it."""
    if (sent.persona is None) == (sent.library is None):
        raise InvalidRequest("/persona", "give a persona, or a character of your library; one of them")
    if sent.persona is not None:
        return sent.persona, None
    check(access.principal, "character:read", ports)
    owner, id = access.principal.user, str(sent.library)
    kept = await ports.characters.get(owner, id)
    return PersonaBlock.model_validate(kept.persona), (await ports.characters.pictures(owner, [id])).get(id)
