"""Openers: how to open a port, as values that travel to any process. Nothing here connects by being imported."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from actors.ports import Board, Herald, Store
from actors.projection import Target
from runtime.crashing import open_crashing_herald, open_crashing_store
from runtime.fuse import Fuse
from runtime.telemetry.outfit import NAKED, Outfit
from storage.board import RedisBoard
from storage.bus import RedisHerald
from storage.in_memory.board import InMemoryBoard
from storage.in_memory.herald import InMemoryHerald
from storage.in_memory.store import InMemoryStore
from storage.postgres.store import PostgresStore


async def _open_blank() -> Board:
    return InMemoryBoard()


@dataclass(frozen=True, slots=True)
class Openers:
    """How the processes of one ecosystem open what they need."""

    store: Callable[[], Awaitable[Store]]
    herald: Callable[[], Awaitable[Herald]]
    board: Callable[[], Awaitable[Board]] = _open_blank
    targets: tuple[Callable[[], Awaitable[Target]], ...] = ()
    fuse: Fuse | None = None  # set when processes are to die at crash points
    outfit: Outfit = NAKED


def served(
    postgres_url: str, redis_url: str, fuse: Fuse | None = None, targets: Sequence[Callable[[], Awaitable[Target]]] = (),
    outfit: Outfit = NAKED,
) -> Openers:  # fmt: skip
    """Over real servers; with a fuse, of processes that may die at crash points."""
    board = partial(_open_board, redis_url)
    if fuse is None:
        return Openers(partial(_open_store, postgres_url), partial(_open_herald, redis_url), board, tuple(targets), outfit=outfit)
    store, herald = partial(open_crashing_store, postgres_url, fuse), partial(open_crashing_herald, redis_url, fuse)
    return Openers(store, herald, board, tuple(targets), fuse, outfit)


def ephemeral(store: InMemoryStore, herald: InMemoryHerald) -> Openers:
    """Within this process only: the very same objects, whoever opens them."""
    return Openers(partial(_same, store), partial(_same, herald))


async def _open_store(url: str) -> Store:
    return PostgresStore.open(url)


async def _open_herald(url: str) -> Herald:
    return RedisHerald(url)


async def _open_board(url: str) -> Board:
    return RedisBoard(url)


async def _same(thing: Any) -> Any:
    return thing
