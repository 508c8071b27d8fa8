"""Opening and closing the services: sharing what runs, starting what does not, and stopping it after the last user."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import TypeVar

from actors.errors import ServicesBusy
from runtime.services.ensemble import Ensemble, Services, ServiceStatus
from runtime.services.leases import Lease, holders, sweep
from runtime.settings import Settings

LOG = logging.getLogger(__name__)
T = TypeVar("T")


def open_services(settings: Settings) -> "Opening":
    """``with`` or ``async with`` this: inside the block every service answers.

    Entering starts what is not running and shares what is. Leaving the block gives the lease back, and the last one to leave
    stops the servers, unless ``up`` told them to stay. Raises DataDirectoryUnusable, ServiceFailed or ServicesBusy when
    entering; then nothing that it started is left running.
    """
    return Opening(Ensemble(settings))


def up(settings: Settings, extras: Sequence[str] = ()) -> Services:
    """Start what is not running, and these extra servers ("neo4j", "kafka"), and let all stay until ``down``.

    Raises as ``open_services`` does, and InvalidRequest for an extra that cannot be.
    """
    ensemble = Ensemble(settings)
    ensemble.admit(extras)
    with Opening(ensemble, extras) as services:
        with ensemble.home.held():
            ensemble.home.stay({*ensemble.home.kept(), *extras})
        return services


def lower(settings: Settings, extras: Sequence[str]) -> list[str]:
    """Stop these extra servers, also while others use them, since no world waits for them; the names of those that ran.

    Raises InvalidRequest for a name that is none of an extra, ServiceFailed when a server does not end.
    """
    ensemble = Ensemble(settings)
    ensemble.known(extras)
    ensemble.home.check()
    if not ensemble.home.run.is_dir():
        return []
    with ensemble.home.held():
        if ensemble.home.keep.exists():
            ensemble.home.stay({*ensemble.home.kept()} - {*extras})
        ensemble.home.lower({*ensemble.home.put_away(), *extras})
        return [own.server.name for name, own in ensemble.extras.items() if name in extras and own.stop()]


def down(settings: Settings, *, force: bool = False) -> list[str]:
    """Stop the embedded servers, the extra ones too; the names of those that ran.

    Raises ServicesBusy naming the processes that use them, unless ``force``; ServiceFailed when a server does not end.
    """
    ensemble = Ensemble(settings)
    ensemble.home.check()
    if not ensemble.home.run.is_dir():
        return []
    with ensemble.home.held():
        users = holders(ensemble.home.leases)
        if users and not force:
            raise ServicesBusy(str(ensemble.home.root), f"process{'es' if users[1:] else ''} {', '.join(map(str, users))}")
        ensemble.home.keep.unlink(missing_ok=True)
        ensemble.home.stopped.touch()
        return ensemble.stop()


def places(settings: Settings) -> Services:
    """Where everything is, or would be if it ran; starts nothing and asks nobody."""
    return Ensemble(settings).services()


def status(settings: Settings) -> list[ServiceStatus]:
    """How every service is now; changes nothing and waits for nobody. Raises DataDirectoryUnusable."""
    ensemble = Ensemble(settings)
    ensemble.home.check()
    return ensemble.status()


class Opening:
    """One use of the services; made by ``open_services``, good for one block. Without the extras ``insist`` it fails."""

    def __init__(self, ensemble: Ensemble, insist: Sequence[str] = ()) -> None:
        self._ensemble = ensemble
        self._insist = insist
        self._lease: Lease | None = None

    def __enter__(self) -> Services:
        home = self._ensemble.home
        home.check()
        self._ensemble.check(self._insist)
        home.prepare()
        self._ensemble.fetch(self._insist)
        with home.held() as lock:
            self._lease = Lease.take(home.leases)
            try:
                _started(self._ensemble, lock, self._insist)
            except BaseException:
                self._leave()
                raise
        try:
            self._ensemble.settle(self._insist)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self._ensemble.services()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        home = self._ensemble.home
        if self._lease is None or not self._lease.is_ours():
            return
        try:
            with home.held():
                self._leave()
        except (ServicesBusy, FileNotFoundError) as reason:
            self._drop()
            LOG.warning("the servers were left as they are: %s", reason)

    async def __aenter__(self) -> Services:
        try:
            return await _to_the_end(self.__enter__)
        except asyncio.CancelledError:
            await _to_the_end(lambda: self.__exit__(None, None, None))
            raise

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await _to_the_end(lambda: self.__exit__(kind, error, trace))

    def _leave(self) -> None:
        self._drop()
        _stop_unless_used(self._ensemble)

    def _drop(self) -> None:
        if self._lease is not None:
            self._lease.drop()
        self._lease = None


def _started(ensemble: Ensemble, lock: int, insist: Sequence[str] = ()) -> Services:
    sweep(ensemble.home.leases)
    ensemble.home.stopped.unlink(missing_ok=True)
    if away := ensemble.home.put_away():
        ensemble.home.lower({*away} - {*insist, *ensemble.asked})
    try:
        return ensemble.start(lock, insist)
    except BaseException:
        _stop_unless_used(ensemble)
        raise


def _stop_unless_used(ensemble: Ensemble) -> None:
    if not ensemble.home.keep.exists() and not holders(ensemble.home.leases):
        ensemble.stop()


async def _to_the_end(call: Callable[[], T]) -> T:
    """Run blocking code in a thread; a cancellation waits for it, so that servers are never left half started or stopped."""
    work = asyncio.ensure_future(asyncio.to_thread(call))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait([work])
        if not work.cancelled() and (error := work.exception()) is not None:
            LOG.warning("failed while being cancelled: %s", error)
        raise
