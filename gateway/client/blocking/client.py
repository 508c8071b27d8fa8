"""The client."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from types import TracebackType
from typing import Literal, Self

import httpx

from gateway.client.blocking.administration import Admin
from gateway.client.blocking.asking import Asking
from gateway.client.blocking.graphs import Graph, Relationships
from gateway.client.blocking.interactions import Interactions
from gateway.client.blocking.questions import Questions
from gateway.client.blocking.resources import (
    Auth,
    Cast,
    Characters,
    Documents,
    Ecosystems,
    Events,
    Jobs,
    Orders,
    Scenarios,
)
from gateway.client.blocking.watching import Talk, connected, enter, watch
from gateway.client.patience import Patience
from gateway.client.place import Place, Told, Wish
from gateway.schemas.streams import Happened


class Client:
    """One gateway, asked by one user. ``url`` is where it is, as ``http://127.0.0.1:8000``.

    Use it as a context, or call ``close``. Log in with ``auth.log_in``, or give an access token or API key.
    """

    def __init__(
        self, url: str, token: str = "", patience: Patience | None = None, transport: httpx.BaseTransport | None = None
    ) -> None:
        http = httpx.Client(timeout=httpx.Timeout(30.0, connect=10.0), transport=transport)
        self._asking = Asking(url.rstrip("/") + "/api/v1", http, patience or Patience())
        self._asking.token = token
        self.auth = Auth(self._asking)
        self.scenarios = Scenarios(self._asking)
        self.characters = Characters(self._asking)
        self.documents = Documents(self._asking)
        self.ecosystems = Ecosystems(self._asking)
        self.cast = Cast(self._asking)
        self.events = Events(self._asking)
        self.interactions = Interactions(self._asking)
        self.relationships = Relationships(self._asking)
        self.graph = Graph(self._asking)
        self.questions = Questions(self._asking)
        self.orders = Orders(self._asking)
        self.jobs = Jobs(self._asking)
        self.admin = Admin(self._asking)

    def watch(
        self, ecosystem: str, after: int | None = None, kinds: Sequence[str] = (), characters: Sequence[str] = (),
        from_tick: int | None = None, until_tick: int | None = None, via: Literal["websocket", "sse"] = "websocket",
    ) -> Generator[Told, None]:  # fmt: skip
        """What happens after an event (None: from now on), each event once and in order, for ever.

        Lost connections are made anew. Who was away for too long gets a ``Snapshot`` instead of what was missed. Raises ApiError
        when watching is not allowed any more, or nobody answers for minutes.
        """
        place = Place(Wish(kinds, characters, from_tick, until_tick), after)
        with closing(watch(self._asking, ecosystem, place, via == "websocket")) as all_of_it:
            for told in all_of_it:
                yield told

    def happenings(
        self, ecosystem: str, after: int | None = None, via: Literal["websocket", "sse"] = "websocket"
    ) -> Generator[Happened, None]:
        """As ``watch``, and only the events."""
        with closing(self.watch(ecosystem, after, via=via)) as all_of_it:
            for told in all_of_it:
                if isinstance(told, Happened):
                    yield told

    @contextmanager
    def talk(self, ecosystem: str) -> Iterator[Talk]:
        """A connection over which commands are given. It is not made anew when it is lost."""
        with connected(self._asking, ecosystem) as socket:
            enter(socket, self._asking.token)
            yield Talk(socket)

    def close(self) -> None:
        """Give back connections."""
        self._asking.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
