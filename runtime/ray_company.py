"""A company on Ray: each troupe an actor process of its own."""

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import ray
from ray import exceptions

from actors.company import TroupeHandle
from actors.errors import CodeMismatch, NotPlaced
from actors.events import Event
from actors.messages import Casting, Meeting, Replies, Wishes
from actors.society.arbitration import Proposal
from actors.talking import Conversation, Spoken
from actors.troupe import OpenStore, Troupe
from runtime import cluster
from runtime.cluster import unwrapped
from runtime.edition import edition
from runtime.garbage import collect_rarely
from runtime.telemetry.outfit import NAKED, Outfit
from runtime.telemetry.traces import span
from storage.tracing import current

PLACE_SECONDS = 10.0
"""After so long a process that has not begun to answer is said to wait for a place; it may come all the same."""


class TroupeProcess(Troupe):
    """A troupe with a process to itself."""

    def __init__(self, ecosystem: str, characters: Sequence[str], open_store: OpenStore, outfit: Outfit) -> None:
        collect_rarely()
        outfit.put_on("troupe", ecosystem=ecosystem)
        super().__init__(ecosystem, characters, open_store)

    async def under(self, trace: str, call: str, *arguments: Any) -> Any:
        """What ``call`` returns, as a part of this trace."""
        with span(f"play {call}", [trace]):
            return await getattr(self, call)(*arguments)

    def fall(self) -> None:
        """Die as if killed by the machine. Only a crash point asks for it."""
        os.kill(os.getpid(), signal.SIGKILL)

    async def edition(self) -> tuple[str, str]:
        """Which Fabula this process runs, and on which node."""
        return edition(), cluster.here()


class RayTroupe:
    """The typed handle of a remote troupe."""

    def __init__(self, name: str, actor: Any) -> None:
        self._name = name
        self._actor = actor

    async def advance(
        self, tick: int, after: int, upto: int, events: Sequence[Event], moves: Sequence[tuple[str, str]]
    ) -> Wishes:
        """See ``Troupe.advance``."""
        return await self._asked("advance", tick, after, upto, events, moves)  # type: ignore[no-any-return]

    async def meet(self, tick: int, upto: int, meetings: Sequence[Meeting]) -> list[Proposal]:
        """See ``Troupe.meet``."""
        return await unwrapped(self._actor.meet.remote(tick, upto, meetings), self._name)  # type: ignore[no-any-return]

    async def converse(self, tick: int, upto: int, conversations: Sequence[Conversation]) -> dict[str, Spoken]:
        """See ``Troupe.converse``."""
        return await unwrapped(self._actor.converse.remote(tick, upto, conversations), self._name)  # type: ignore[no-any-return]

    async def respond(self, tick: int, upto: int, castings: Sequence[Casting]) -> Replies:
        """See ``Troupe.respond``."""
        return await self._asked("respond", tick, upto, castings)  # type: ignore[no-any-return]

    async def states(self, upto: int, after: int = 0) -> dict[str, bytes]:
        """See ``Troupe.states``."""
        return await self._asked("states", upto, after)  # type: ignore[no-any-return]

    async def _asked(self, call: str, *arguments: Any) -> Any:
        with span(f"ask {call}", troupe=self._name):
            trace = current()
            reply = self._actor.under.remote(trace, call, *arguments) if trace else getattr(self._actor, call).remote(*arguments)
            return await unwrapped(reply, self._name)


class RayCompany:
    """Implements ``actors.company.Company``. Its troupes belong to the process that made it and end with it."""

    def __init__(
        self, ecosystem: str, members: Sequence[Sequence[str]], open_store: OpenStore, outfit: Outfit = NAKED
    ) -> None:  # fmt: skip
        self.members = members
        self._outfit = outfit
        self._ecosystem = ecosystem
        self._open_store = open_store
        self._actors: dict[int, Any] = {}
        self._starting: dict[int, asyncio.Future[Any]] = {}  # those that have not answered yet

    async def handle(self, troupe: int) -> TroupeHandle:
        """The troupe of this number, started when it is not running. Raises NotPlaced while it waits for room, CodeMismatch."""
        if troupe not in self._actors:
            remote = ray.remote(TroupeProcess).options(**cluster.OPTIONS["troupe"])
            self._actors[troupe] = remote.remote(self._ecosystem, self.members[troupe], self._open_store, self._outfit)
            self._starting[troupe] = asyncio.ensure_future(self._actors[troupe].edition.remote())
        name = f"{troupe} of {self._ecosystem}"
        if troupe in self._starting:
            await self._started(troupe, name)
        return RayTroupe(name, self._actors[troupe])

    async def replace(self, troupe: int) -> None:
        """Give it up for good, in case it only seemed lost."""
        if (starting := self._starting.pop(troupe, None)) is not None:
            starting.cancel()
        actor = self._actors.pop(troupe, None)
        if actor is not None:
            with suppress(exceptions.RayError):
                ray.kill(actor)

    async def fell(self, troupe: int) -> None:
        """Have the troupe's process die (SIGKILL), and wait until it is gone."""
        actor = self._actors.get(troupe)
        if actor is not None:
            with suppress(exceptions.RayActorError):
                await actor.fall.remote()

    async def close(self) -> None:
        """Stop all troupes."""
        for troupe in list(self._actors):
            await self.replace(troupe)

    async def _started(self, troupe: int, name: str) -> None:
        starting = self._starting[troupe]
        await asyncio.wait({starting}, timeout=PLACE_SECONDS)
        if not starting.done():
            reason = await asyncio.to_thread(cluster.shortage, "troupe")
            raise NotPlaced(f"troupe {name}", reason or "its process is being started")
        theirs, node = await unwrapped(starting, name)
        if theirs != edition():
            raise CodeMismatch(node, theirs, edition())
        self._starting.pop(troupe, None)
