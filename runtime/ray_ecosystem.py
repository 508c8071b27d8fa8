"""An ecosystem on Ray: a named, detached actor that Ray starts again when its process dies."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic
from typing import Any

import ray
from ray import exceptions

from actors.company import Company, shared_out
from actors.errors import CodeMismatch
from runtime import cluster, ray_head
from runtime.crashing_company import CrashingCompany
from runtime.ecosystem import Ecosystem
from runtime.edition import edition
from runtime.garbage import collect_rarely
from runtime.openers import Openers
from runtime.placement import UNBOUNDED, Placement, troupes_for
from runtime.ray_company import RayCompany
from runtime.status import Status

LINGER_SECONDS = 10.0
"""How long an ecosystem with nothing to do waits for a message before it gives its process back."""

PULSE_SECONDS = 5.0
"""After so long without an answer the status says why there may be none."""

HEAD_SECONDS = 30.0
"""Ray's head may be silent for so long before a command gives up: Ray ends it without a word to us after sixty."""

SILENT_SECONDS = 300.0
"""A supervisor may be silent for so long: Ray takes up to a minute to give up a node, and a new one minutes to come."""

REMAKES = 3
"""So many actors in a row may end before they answer."""


@dataclass(frozen=True, slots=True)
class Casting:
    """How a cast is to be placed; decided anew whenever an ecosystem wakes, since it never changes a story.

    ``rest`` are the seconds for which troupes keep their places when nothing is left to do.
    """

    placement: Placement
    troupes: int | None
    rest: float = 0.0

    def company(self, openers: Openers, ecosystem: str, whereabouts: Mapping[str, str]) -> Company:
        """The troupes for this cast on the cluster at hand. Whether they fit was looked at when it was founded."""
        number = troupes_for(self.placement, len(whereabouts), cluster.cpus(), UNBOUNDED, self.troupes)
        members = shared_out(whereabouts, number)
        if openers.fuse is not None:
            return CrashingCompany(ecosystem, members, openers.store, openers.fuse, openers.outfit)
        return RayCompany(ecosystem, members, openers.store, openers.outfit)


class EcosystemProcess(Ecosystem):
    """An ecosystem with a process to itself, which it gives back when nothing is due and nobody calls."""

    def __init__(self, ecosystem: str, openers: Openers, casting: Casting, wanted: str) -> None:
        if wanted != edition():
            raise CodeMismatch(cluster.here(), edition(), wanted)
        collect_rarely()
        openers.outfit.put_on("ecosystem", ecosystem=ecosystem)
        self._sharing = openers.outfit.share("ecosystem")
        super().__init__(ecosystem, openers, partial(casting.company, openers), casting.rest)
        self._linger()

    async def wake(self) -> Status:
        """See ``Ecosystem.wake``."""
        before = self._work
        status = await super().wake()
        if self._work is not before:
            self._linger()
        return status

    def _linger(self) -> None:
        work, loop = self._work, asyncio.get_running_loop()
        work.add_done_callback(lambda _: loop.call_later(LINGER_SECONDS, self._leave, work))

    def _leave(self, work: "asyncio.Task[None]") -> None:
        """End for good, unless a message came meanwhile; whoever calls later makes a new actor."""
        if self._work is work:
            cluster.leave()


class RayEcosystem:
    """The typed handle of an ecosystem's actor; the same actor, whichever process asks. Actors of another code are not asked."""

    def __init__(self, ecosystem: str, openers: Openers, casting: Casting) -> None:
        remote = ray.remote(concurrency_groups={"reads": 2})(EcosystemProcess)
        options: dict[str, Any] = {**cluster.OPTIONS["ecosystem"], "name": f"ecosystem:{ecosystem}:{edition()}"}
        self._make = partial(remote.options(**options).remote, ecosystem, openers, casting, edition())
        self._actor = self._make()
        self._question: asyncio.Future[Status] | None = None
        self._head = cluster.address()
        self._last = Status(ecosystem, "waking", "", 0, 0, "", 0, 0)
        self._heard = self._looked = self._head_heard = monotonic()
        self._met = False  # it has answered, and was not lost since
        self._remade = 0
        self._bereft = False

    async def wake(self) -> None:
        """Have the agenda looked at. A wake that is lost with the process is made up for by the restart."""
        self._question = asyncio.ensure_future(self._actor.wake.remote())
        await self._answer(self._question)

    async def status(self) -> Status:
        """The published status; while the actor does not answer the last one known, with the reason as far as it can be known.

        It is "waking" while Ray starts the process again, "waiting" for a place or an answer, and "unreachable" when that is
        no use any more.
        """
        if hopeless := await self._hopeless():
            return self._instead("unreachable", hopeless)
        if self._question is None:
            self._question = asyncio.ensure_future(self._actor.status.options(concurrency_group="reads").remote())
        return await self._answer(self._question)

    def kill(self) -> None:
        """End the actor for good. What is ordered stays ordered."""
        ray.kill(self._actor, no_restart=True)

    async def _answer(self, question: "asyncio.Future[Status]") -> Status:
        await asyncio.wait({question}, timeout=PULSE_SECONDS)
        if not question.done():
            return await asyncio.to_thread(self._silence)
        self._question = None
        try:
            self._last = question.result()
        except exceptions.ActorUnavailableError:
            self._met = False
            return self._instead("waking", "the supervisor is being started again")
        except exceptions.RayActorError as error:
            return self._ended(error)
        self._heard, self._met, self._remade = monotonic(), True, 0
        return self._last

    async def _hopeless(self) -> str:
        """Why nothing can be hoped for from the cluster any more, as far as we know: it is looked at every few seconds.

        Without its head actors go on for a while, and answer; so the head may be silent for some time.
        """
        if monotonic() - self._looked > PULSE_SECONDS:
            answers = await asyncio.to_thread(ray_head.answers, self._head)
            self._bereft = await asyncio.to_thread(cluster.is_bereft)
            self._looked = monotonic()
            self._head_heard = self._looked if answers else self._head_heard
        if self._bereft:
            return "the node of this command's own Ray cluster (its raylet) died, and Ray starts no other"
        if self._looked - self._head_heard > HEAD_SECONDS:
            return f"the head of the Ray cluster ({self._head}) does not answer any more"
        return ""

    def _silence(self) -> Status:
        """Why there is no answer."""
        silent = monotonic() - self._heard
        if not ray_head.answers(self._head):
            return self._instead("waiting", f"the head of the Ray cluster ({self._head}) does not answer")
        if self._met:
            reason = "the supervisor does not answer; Ray starts another when it takes its node for lost"
        else:
            reason = cluster.shortage("ecosystem") or "the supervisor is being started"
        return self._instead("unreachable" if silent > SILENT_SECONDS else "waiting", reason)

    def _ended(self, error: exceptions.RayActorError) -> Status:
        """It ended for good: by itself, when nothing was due any more, or since it could not even begin."""
        self._met = False
        self._remade += 1
        if cluster.is_stillborn(error) or self._remade > REMAKES:
            return self._instead("unreachable", cluster.said(error))
        self._actor = self._make()
        return self._instead("waking", "the supervisor is being started")

    def _instead(self, state: str, reason: str) -> Status:
        return replace(self._last, state=state, reason=reason)
