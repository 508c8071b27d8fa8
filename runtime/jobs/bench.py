"""What a job has at hand: stores, the keeper of memories, and a cluster for heavy steps."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from runtime import cluster
from runtime.host import Host
from runtime.keeper import Keeper
from runtime.keeping import keeping
from runtime.nodes import check_nodes, check_reach
from runtime.openers import Openers
from runtime.settings import Settings

OpenKeeper = Callable[[], AbstractAsyncContextManager[Keeper]]
"""Lends the keeper for a block. Raises ServicesBusy while another process owns the memory index."""


class Heavily(Protocol):
    """Does a step that would keep this process from everything else: a coroutine function of a module, with values."""

    async def __call__(self, what: str, call: Callable[..., Coroutine[Any, Any, Any]], *arguments: Any) -> Any: ...


@dataclass(frozen=True, slots=True)
class Bench:
    """The same for every job of a worker."""

    openers: Openers
    keeper: OpenKeeper
    heavily: Heavily


def bench_of(host: Host, keeper: OpenKeeper | None = None) -> Bench:
    """Over a host's services, with the process's own keeper, or one that is made when it is needed."""
    return Bench(host.openers, keeper or partial(keeping, host), partial(_on_cluster, host.settings))


async def _on_cluster(settings: Settings, what: str, call: Callable[..., Coroutine[Any, Any, Any]], *arguments: Any) -> Any:
    """In a process of the cluster, which is joined or started now unless this process is in it. Raises as joining does."""
    if not cluster.connected():
        await asyncio.to_thread(_join, settings)
    return await cluster.performed(what, call, *arguments)


def _join(settings: Settings) -> None:
    cluster.connect(settings.cluster)
    if settings.cluster is not None:
        check_reach(settings)
        check_nodes(settings)
