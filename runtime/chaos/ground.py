"""The ground: a data directory of the kit's own, and everything that runs in it."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from actors.errors import InvalidRequest, ServicesBusy
from actors.projection import Target
from runtime import cluster
from runtime.chaos.wires import Wires, wired
from runtime.host import Host, hosting
from runtime.openers import Openers, served
from runtime.services import down
from runtime.services.home import Home
from runtime.services.leases import holders
from runtime.settings import Settings
from runtime.targets import open_targets, openers_of
from runtime.tending import tended

Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Ground:
    """Open for the time of one command. What plays uses ``openers``; what checks reads by ``host`` and ``targets``."""

    host: Host
    openers: Openers
    targets: list[Target]
    wires: Wires
    note: Note

    @property
    def settings(self) -> Settings:
        """Those of the data directory."""
        return self.host.settings


@contextmanager
def directory(given: Path | None) -> Iterator[Settings]:
    """Settings for a data directory that nobody else uses: the given one, which is left as it is, or a temporary one.

    Its Postgres, Valkey and Chroma are always its own; Neo4j and Kafka are those of the environment. Raises ServicesBusy when
    other processes use it, InvalidRequest when a cluster of others is set: nothing of others is ever harmed.
    """
    own = Settings(postgres_url=None, redis_url=None, chroma_url=None, **({"home": given} if given else {}))
    if own.cluster is not None:
        raise InvalidRequest("RAY_ADDRESS", "only a cluster of the kit's own is harmed; unset it")
    if given is None:
        with _temporary() as home:
            yield own.model_copy(update={"home": home})
        return
    if users := holders(Home(own.home).leases):
        raise ServicesBusy(str(own.home), f"process{'es' if users[1:] else ''} {', '.join(map(str, users))}")
    yield own


@asynccontextmanager
async def ground(settings: Settings, note: Note, wiring: bool) -> AsyncIterator[Ground]:
    """Servers, a Ray cluster and connections to the targets; what was started ends with the block.

    With ``wiring`` whoever plays reaches the servers by wires that can be disturbed; whoever checks never does.
    """
    try:
        async with AsyncExitStack() as stack:
            host = await stack.enter_async_context(hosting(settings))
            await stack.enter_async_context(tended(settings, _silent))
            targets = await stack.enter_async_context(open_targets(host.services))
            openers, wires = host.openers, Wires()
            if wiring:
                services, wires = await stack.enter_async_context(wired(host.services))
                openers = served(services.postgres_url, services.redis_url, None, openers_of(services))
            await asyncio.to_thread(cluster.connect, None)
            yield Ground(host, openers, targets, wires, note)
    finally:
        cluster.disconnect()


@contextmanager
def _temporary() -> Iterator[Path]:
    """A directory that is removed after the block, with everything that belongs to it."""
    home = Path(tempfile.mkdtemp(prefix="fabula-chaos-"))
    try:
        yield home
    finally:
        if Home(home).run.is_dir():
            down(Settings(home=home), force=True)
        data = Home(home).postgres.resolve()
        shutil.rmtree(home, ignore_errors=True)
        if data.parent.name.startswith("postgres-"):  # where root puts it when Postgres cannot reach the data directory
            shutil.rmtree(data.parent, ignore_errors=True)


def _silent(text: str) -> None:
    """That a server was started again is expected."""
