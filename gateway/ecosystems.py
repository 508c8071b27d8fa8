"""Ecosystems between the store and the API: how they are founded and told."""

import asyncio
import secrets
from collections.abc import Sequence
from contextlib import suppress
from hashlib import blake2b

from actors.errors import BelongingUnknown, EcosystemUnknown, FabulaError, InvalidRequest
from actors.ports import Due
from actors.world import World
from gateway.etags import digest
from gateway.ports import Ports
from gateway.routes.scenarios import known
from gateway.schemas.ecosystems import Ecosystem, EcosystemCard, GuestOrder, LastTick, NewEcosystem, Order
from gateway.security.guards import check
from gateway.security.principal import Principal
from gateway.security.signing_in import by
from runtime.creation import NOBODY, create_once
from scenarios.catalogue import genre_of
from scenarios.guests import Guest
from scenarios.loading import load_world
from scenarios.revision import Revision
from scenarios.schema import PersonaBlock
from storage.pages.ecosystems import EcosystemRow, Reader


def reader_of(asking: Principal) -> Reader:
    """The principal as the store knows it."""
    return Reader(asking.account, asking.role.value)


def card(row: EcosystemRow) -> EcosystemCard:
    """As it stands in a list."""
    head, founding = row.head, row.founding
    return EcosystemCard.model_validate(
        {
            "id": founding.ecosystem, "title": founding.title, "scenario": founding.scenario, "status": head.status,
            "reason": head.reason, "tick": head.tick, "seq": head.seq, "characters": head.characters,
            "public": row.public, "access": row.level, "created_at": row.created_at,
        }
    )  # fmt: skip


def told(row: EcosystemRow, due: Sequence[Due]) -> Ecosystem:
    """As it is told by itself."""
    last = LastTick.model_validate({key: row.last[key] for key in LastTick.model_fields}) if row.last else None
    return Ecosystem(
        **card(row).model_dump(), seed=row.founding.seed, hash=row.head.hash, epoch=row.head.epoch, tempo_ms=tempo_of(due),
        due=[Order(kind=order.kind, key=order.key, at_tick=order.at_tick, body=order.body) for order in due], last_tick=last,
    )  # fmt: skip


def tempo_of(due: Sequence[Due]) -> int | None:
    """Milliseconds between two ticks, when it is told to live."""
    return next((int(order.body["tempo_ms"]) for order in due if order.kind == "live"), None)


def changeable(row: EcosystemRow) -> str:
    """The version of what somebody can change of it by hand."""
    return digest(row.founding.title, row.public)


def version(row: EcosystemRow, due: Sequence[Due]) -> str:
    """The version of all that is told of it."""
    head = row.head
    rest = digest(row.level, head.status, head.reason, head.epoch, [(order.kind, order.key, order.body) for order in due])
    return f"{changeable(row)}.{head.seq}.{rest}"


class Founder:
    """Founds ecosystems for somebody, who owns them from before they are there."""

    def __init__(self, ports: Ports, asking: Principal) -> None:
        self._ports = ports
        self._asking = asking
        self._reader = reader_of(asking)
        self._by = by(asking)

    async def found(self, wished: NewEcosystem, key: str | None) -> tuple[EcosystemRow, list[Due]]:
        """The ecosystem, and what is due in it. With a key the same one, as often as it is asked for.

        Raises ScenarioUnknown, QuotaSpent, InvalidRequest for what cannot be, and when the key has brought forth another one.
        """
        drawn = self._drawn(wished.scenario, key)
        seed = int(drawn[-7:], 16) if wished.seed is None else wished.seed
        revision = Revision(wished.without, await self._guests(wished.guests), wished.relationships)
        world = await asyncio.to_thread(_world, wished, seed, revision)
        ecosystem = f"{world.scenario}-{drawn[:12]}"
        await self._reserved(ecosystem, len(world.cast))
        try:
            await create_once(self._ports.store, world, seed, ecosystem, wished.title or "")
        except BaseException:
            await self._released(ecosystem)
            raise
        if wished.public:
            await self._ports.accounts.set_public(ecosystem, True, self._by)
        return await self._ports.pages.ecosystems.one(self._reader, ecosystem), await self._ports.store.due(ecosystem)

    async def _guests(self, wished: Sequence[GuestOrder]) -> list[Guest]:
        """The characters of the asker's own library. Raises InvalidRequest, and Forbidden to whom it is closed."""
        if not wished:
            return []
        check(self._asking, "character:read", self._ports)
        ids = [guest.character for guest in wished]
        try:
            kept = await self._ports.characters.several(self._asking.user, ids)
        except BelongingUnknown as error:
            number = ids.index(str(error.args[1]))
            raise InvalidRequest(f"/guests/{number}/character", f"your library has no character '{ids[number]}'") from None
        blocks = [PersonaBlock.model_validate(one.persona) for one in kept]
        pictures = await self._ports.characters.pictures(self._asking.user, ids)
        return [Guest(block, guest.haunts, pictures.get(guest.character)) for block, guest in zip(blocks, wished, strict=True)]

    def _drawn(self, scenario: str, key: str | None) -> str:
        """Hexadecimal digits that nobody else has: from the key, else by chance."""
        if key is None:
            return secrets.token_hex(16)
        return blake2b(f"{self._asking.user}\x1f{scenario}\x1f{key}".encode(), digest_size=16).hexdigest()

    async def _reserved(self, ecosystem: str, characters: int) -> None:
        """Have it belong to whoever asks, unless that is nobody in particular, or it is there already and does."""
        account = self._reader.account
        if account is None:
            return
        try:
            await self._ports.accounts.access(account, ecosystem)
        except EcosystemUnknown:
            await self._ports.accounts.reserve(account, ecosystem, characters, self._by)

    async def _released(self, ecosystem: str) -> None:
        """Give the reservation back, unless something was founded after all. When that fails, it fades."""
        if self._reader.account is not None:
            with suppress(FabulaError):
                await self._ports.accounts.release(self._reader.account, ecosystem)


def _world(wished: NewEcosystem, seed: int, revision: Revision) -> World:
    scenario = known(wished.scenario)
    world = load_world(scenario, genre_of(scenario), wished.cast, seed, revised=revision.of)
    if not world.cast:
        raise InvalidRequest("/guests", NOBODY)
    return world
