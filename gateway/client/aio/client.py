"""The client."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from types import TracebackType
from typing import Literal, Self

import httpx

from gateway.client.aio.administration import AsyncAdmin
from gateway.client.aio.asking import AsyncAsking
from gateway.client.aio.graphs import AsyncGraph, AsyncRelationships
from gateway.client.aio.interactions import AsyncInteractions
from gateway.client.aio.questions import AsyncQuestions
from gateway.client.aio.resources import (
    AsyncAuth,
    AsyncCast,
    AsyncCharacters,
    AsyncDocuments,
    AsyncEcosystems,
    AsyncEvents,
    AsyncJobs,
    AsyncOrders,
    AsyncScenarios,
)
from gateway.client.aio.watching import AsyncTalk, connected, enter, watch
from gateway.client.patience import Patience
from gateway.client.place import Place, Told, Wish
from gateway.schemas.streams import Happened


class AsyncClient:
    """One gateway, asked by one user. ``url`` is where it is, as ``http://127.0.0.1:8000``.

    Use it as a context, or call ``aclose``. Log in with ``auth.log_in``, or give an access token or API key.
    """

    def __init__(
        self, url: str, token: str = "", patience: Patience | None = None, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        http = httpx.AsyncClient(timeout=httpx.Timeout(30.0, connect=10.0), transport=transport)
        self._asking = AsyncAsking(url.rstrip("/") + "/api/v1", http, patience or Patience())
        self._asking.token = token
        self.auth = AsyncAuth(self._asking)
        self.scenarios = AsyncScenarios(self._asking)
        self.characters = AsyncCharacters(self._asking)
        self.documents = AsyncDocuments(self._asking)
        self.ecosystems = AsyncEcosystems(self._asking)
        self.cast = AsyncCast(self._asking)
        self.events = AsyncEvents(self._asking)
        self.interactions = AsyncInteractions(self._asking)
        self.relationships = AsyncRelationships(self._asking)
        self.graph = AsyncGraph(self._asking)
        self.questions = AsyncQuestions(self._asking)
        self.orders = AsyncOrders(self._asking)
        self.jobs = AsyncJobs(self._asking)
        self.admin = AsyncAdmin(self._asking)

    async def watch(
        self, ecosystem: str, after: int | None = None, kinds: Sequence[str] = (), characters: Sequence[str] = (),
        from_tick: int | None = None, until_tick: int | None = None, via: Literal["websocket", "sse"] = "websocket",
    ) -> AsyncGenerator[Told, None]:  # fmt: skip
        """What happens after an event (None: from now on), each event once and in order, for ever.

        Lost connections are made anew. Who was away for too long gets a ``Snapshot`` instead of what was missed. Raises ApiError
        when watching is not allowed any more, or nobody answers for minutes.
        """
        place = Place(Wish(kinds, characters, from_tick, until_tick), after)
        async with aclosing(watch(self._asking, ecosystem, place, via == "websocket")) as all_of_it:
            async for told in all_of_it:
                yield told

    async def happenings(
        self, ecosystem: str, after: int | None = None, via: Literal["websocket", "sse"] = "websocket"
    ) -> AsyncGenerator[Happened, None]:
        """As ``watch``, and only the events."""
        async with aclosing(self.watch(ecosystem, after, via=via)) as all_of_it:
            async for told in all_of_it:
                if isinstance(told, Happened):
                    yield told

    @asynccontextmanager
    async def talk(self, ecosystem: str) -> AsyncIterator[AsyncTalk]:
        """A connection over which commands are given. It is not made anew when it is lost."""
        async with connected(self._asking, ecosystem) as socket:
            await enter(socket, self._asking.token)
            yield AsyncTalk(socket)

    async def aclose(self) -> None:
        """Give back connections."""
        await self._asking.http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.aclose()
