"""Having the memory index kept while a command works: in this process, or by the process that owns the index already."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, field
from time import monotonic

import orjson

from actors.errors import EcosystemUnknown, FabulaError, ServicesBusy
from actors.ports import MEMORY_INDEX, Embedder, Recalled
from runtime.ending import end
from runtime.host import Host
from runtime.keeper import Keeper
from runtime.telemetry.instruments import PROJECTION_LAG, PROJECTION_LAG_SECONDS, RECALL_SECONDS
from storage.chroma import ChromaIndex, shards_for
from storage.desk import RedisDesk
from storage.embedders import embedder

LOG = logging.getLogger(__name__)

BREATH_SECONDS = 5.0
"""Between two looks for new memories: long enough to write them in batches, since each collection that is touched costs the
index 20 ms, however little is written. Whoever asks is not kept waiting by it: recalling catches up first."""

AGAIN_SECONDS = 1.0
"""Between two attempts to be found by those who ask."""

BUSY_SECONDS = 5.0
"""Between two attempts to own the index while another process does."""

TOPIC = "recall"
ANSWER_SECONDS = 20.0

Whose = Callable[[], Iterable[str]]
"""The ecosystems whose memories are to be indexed now."""

SILENT_SECONDS = 2.0
"""How long one waits for the index at the end without a word about it."""


@dataclass(slots=True)
class Ending:
    """How the keeping is to end: by catching up when it is ``over``, or at once, in ``haste``."""

    over: asyncio.Event = field(default_factory=asyncio.Event)
    haste: bool = False


@asynccontextmanager
async def keeping(host: Host, words: Embedder | None = None) -> AsyncIterator[Keeper]:
    """A keeper over the host's index, with this embedder or that of the settings. Raises ServicesBusy when another process owns
    the index."""
    if words is None:
        words = await asyncio.to_thread(embedder, host.settings.embedder)
    sizes = {head.founding.ecosystem: head.characters for head in await host.store.heads()}
    place = host.services.chroma
    index = await asyncio.to_thread(
        ChromaIndex, place, words.id, words.dimension, lambda ecosystem: shards_for(sizes.get(ecosystem, 0))
    )
    try:
        yield Keeper(host.store, index, words)
    finally:
        await asyncio.to_thread(index.close)


class Office:
    """Where this process's keeper is found, while there is one."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._keeper: Keeper | None = None
        self._trouble: FabulaError | None = None
        self._settled = asyncio.Event()

    @asynccontextmanager
    async def keeper(self) -> AsyncIterator[Keeper]:
        """Raises ServicesBusy when there is none since another process owns the index, else what kept it from being opened."""
        await self._settled.wait()
        if self._keeper is None:
            raise self._trouble or ServicesBusy(str(self._host.services.chroma), "a process that ends")
        yield self._keeper

    def hold(self, keeper: Keeper) -> None:
        """From now on this is the keeper."""
        self._keeper = keeper
        self._settled.set()

    def vacate(self, trouble: FabulaError | None = None) -> None:
        """There is none any more, or there never was for this reason."""
        self._keeper, self._trouble = None, trouble or self._trouble
        self._settled.set()


@asynccontextmanager
async def kept(host: Host, whose: Whose, note: Callable[[str], None]) -> AsyncIterator[Office]:
    """Keep these ecosystems' memories indexed in the background, and caught up when the block ends, unless it ends in haste:
    by an error, or cancelled; what waits then is indexed another time.

    Trouble with the index never stops the block: it is noted.
    """
    ending, office = Ending(), Office(host)
    task = asyncio.create_task(_keep(host, whose, note, ending, office))
    try:
        yield office
    except BaseException:
        ending.haste = True
        raise
    finally:
        ending.over.set()
        await _ended(task, ending, note)


async def recall(host: Host, ecosystem: str, character: str, words: str, limit: int) -> list[Recalled]:
    """What the character remembers that is nearest to the words, from the index, whoever owns it."""
    with RECALL_SECONDS.time():
        try:
            async with keeping(host) as keeper:
                return await keeper.recall(ecosystem, character, words, limit)
        except ServicesBusy:
            return await asked(host, ecosystem, character, words, limit)


async def asked(host: Host, ecosystem: str, character: str, words: str, limit: int) -> list[Recalled]:
    """The same, of the process that owns the index. Raises StoreUnavailable when it does not answer in time."""
    question = orjson.dumps([ecosystem, character, words, limit])
    desk = RedisDesk(host.services.redis_url)
    try:
        answer = orjson.loads(await desk.ask(TOPIC, question, ANSWER_SECONDS))
    finally:
        await desk.close()
    return [Recalled(**found) for found in answer]


async def _ended(task: "asyncio.Task[None]", ending: Ending, note: Callable[[str], None]) -> None:
    """Wait for the keeping's end, and say so when that takes long; a cancellation only makes it haste."""
    try:
        await asyncio.wait({task}, timeout=SILENT_SECONDS)
        if not task.done() and not ending.haste:
            note("indexing the last memories; Ctrl-C leaves them for another time")
            await asyncio.wait({task})
    except asyncio.CancelledError:
        ending.haste = True
        raise
    finally:
        await task


async def _keep(host: Host, whose: Whose, note: Callable[[str], None], ending: Ending, office: Office) -> None:
    """Keep from when nobody else does until it is over."""
    desk, said = RedisDesk(host.services.redis_url), False
    try:
        words = await asyncio.to_thread(embedder, host.settings.embedder)
        while True:
            try:
                async with keeping(host, words) as keeper:
                    await _keep_up(keeper, whose, desk, ending, office)
                return
            except ServicesBusy as busy:
                office.vacate(busy)
                if not said:
                    note(f"memories are not indexed here, as long as another process does: {busy}")
                said = True
                if await _is_over(ending, BUSY_SECONDS):
                    return
    except FabulaError as error:
        office.vacate(error)
        note(f"memories are not indexed here: {error}")
    finally:
        await desk.close()


async def _keep_up(keeper: Keeper, whose: Whose, desk: RedisDesk, ending: Ending, office: Office) -> None:
    """Catch up again and again until it is over, and once more then; meanwhile answer those who ask."""
    answering, trouble, since = asyncio.create_task(_answering(desk, keeper)), "", monotonic()
    office.hold(keeper)
    try:
        while not ending.over.is_set():
            trouble = await _tried(keeper, whose, trouble, ending.over.is_set)
            since = since if trouble else monotonic()
            PROJECTION_LAG_SECONDS.labels(MEMORY_INDEX).set(monotonic() - since if trouble else 0.0)
            await _measured(keeper, whose)
            await _is_over(ending, BREATH_SECONDS)
        await end(answering)
        await _tried(keeper, whose, trouble, lambda: ending.haste)
    finally:
        office.vacate()
        await end(answering)


async def _is_over(ending: Ending, seconds: float) -> bool:
    """Whether it is over, or comes to be within so many seconds."""
    with suppress(TimeoutError):
        await asyncio.wait_for(ending.over.wait(), seconds)
    return ending.over.is_set()


async def _tried(keeper: Keeper, whose: Whose, before: str, enough: Callable[[], bool]) -> str:
    """Catch up if possible. The trouble with it, of which one line is logged when it is another than ``before``."""
    try:
        await keeper.tidy()
        for ecosystem in whose():
            with suppress(EcosystemUnknown):  # deleted meanwhile
                await keeper.catch_up(ecosystem, enough)
    except FabulaError as error:
        if str(error) != before:
            LOG.warning("memories wait to be indexed: %s", error)
        return str(error)
    return ""


async def _measured(keeper: Keeper, whose: Whose) -> None:
    """Note how far the ecosystem furthest behind is; while the store does not say, what was known last goes on to count."""
    with suppress(FabulaError):
        PROJECTION_LAG.labels(MEMORY_INDEX).set(max([await keeper.behind(ecosystem) for ecosystem in whose()], default=0))


async def _answering(desk: RedisDesk, keeper: Keeper) -> None:
    async def answer(question: bytes) -> bytes:
        found = await keeper.recall(*orjson.loads(question))
        return orjson.dumps([asdict(memory) for memory in found])

    before = ""
    while True:
        try:
            await desk.serve(TOPIC, answer)
        except FabulaError as error:
            if str(error) != before:
                LOG.warning("recall cannot be asked of this process: %s", error)
            before = str(error)
            await asyncio.sleep(AGAIN_SECONDS)
