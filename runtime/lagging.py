"""How far behind its story everything is that is derived from it."""

import asyncio
from collections.abc import Sequence

import orjson

from actors.errors import EcosystemUnknown, FabulaError
from actors.ports import SNAPSHOTS, Board, Head, Store
from actors.projection import Standing
from runtime.host import Host
from runtime.keeper import indexed
from runtime.noticing import standings_of
from runtime.projections import place_on_board
from runtime.targets import openers_of

PATIENCE_SECONDS = 3.0
"""So long targets may take to say how far they are; after that counts what was pinned of them."""


async def lags(host: Host, board: Board, head: Head) -> list[Standing]:
    """How each projection stands: those inside the store, then the targets elsewhere. Raises EcosystemUnknown."""
    return [await indexed(host.store, head), await _snapshots(host.store, head), *await _targets(host, board, head)]


async def _snapshots(store: Store, head: Head) -> Standing:
    """They come every fifty ticks and when it falls asleep; to be behind is no fault."""
    seq, _ = await store.cursor(head.founding.ecosystem, SNAPSHOTS)
    return Standing(SNAPSHOTS, "behind" if seq < head.seq else "current", "", seq, head.seq - seq)


async def _targets(host: Host, board: Board, head: Head) -> Sequence[Standing]:
    if not openers_of(host.services):
        return []
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await standings_of(host, head.founding.ecosystem)
    except EcosystemUnknown:
        raise
    except (TimeoutError, FabulaError):
        return [await _pinned(board, head, name) for name in _names(host)]


async def _pinned(board: Board, head: Head, target: str) -> Standing:
    """How a target stands by what its projector said last."""
    said = await board.notice(place_on_board(head.founding.ecosystem, target))
    if not said:
        return Standing(target, "unavailable", "it does not answer")
    last = Standing(*orjson.loads(said))
    return last._replace(state="unavailable", reason=last.reason or "it does not answer", behind=max(0, head.seq - last.seq))


def _names(host: Host) -> list[str]:
    services = host.services
    return [name for name, served in (("neo4j", services.neo4j), ("kafka", services.kafka)) if served]
