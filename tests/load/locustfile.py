"""Users as Locust plays them: those who look, who have people meet, who direct, and who watch over WebSocket and SSE.

Where to: ``--host``. As whom, and what there is to look at: the variable ``LOAD_WORLD``, as ``tests.load`` sets it. A 429 or 503
that says when to come again is what an overloaded gateway should say, and counts as "shed"; any other refusal is a failure.
"""

import os
import random
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import orjson
from locust import FastHttpUser, User, between, constant, task
from locust.env import Environment

from gateway.client import ApiError, Client

WORLD: dict[str, Any] = orjson.loads(os.environ["LOAD_WORLD"])
BASE = f"/api/v1/ecosystems/{WORLD['ecosystem']}"
HEADERS = {"Authorization": f"Bearer {WORLD['token']}"}
SHED = (429, 503)


def fire(user: User, kind: str, name: str, milliseconds: float = 0.0, error: Exception | None = None) -> None:
    """Count something that Locust does not see by itself."""
    user.environment.events.request.fire(
        request_type=kind, name=name, response_time=milliseconds, response_length=0, exception=error, context={}
    )


class Asker(FastHttpUser):
    """Somebody who asks over HTTP."""

    abstract = True

    def ask(self, method: str, path: str, name: str, **arguments: Any) -> None:
        """One request; ``name`` is the template under which it counts."""
        arguments["headers"] = {**HEADERS, **arguments.get("headers", {})}
        with self.client.request(method, BASE + path, name=f"{method} {name}", catch_response=True, **arguments) as answer:
            if answer.status_code in SHED and "Retry-After" in answer.headers:
                fire(self, "shed", str(answer.status_code))
                answer.success()

    def anybody(self) -> str:
        return str(random.choice(WORLD["cast"]))


class Viewer(Asker):
    """Looks around."""

    weight = 6
    wait_time = between(0.5, 2.0)

    @task(4)
    def look(self) -> None:
        self.ask("GET", "", "/ecosystems/{id}")

    @task(3)
    def meet(self) -> None:
        self.ask("GET", f"/characters/{self.anybody()}", "/characters/{cid}")

    @task(3)
    def read(self) -> None:
        self.ask("GET", "/events?order=desc&limit=50", "/events")

    @task(1)
    def relate(self) -> None:
        self.ask("GET", "/relationships?limit=50", "/relationships")

    @task(1)
    def map(self) -> None:
        self.ask("GET", "/graph/metrics", "/graph/metrics")


class Matchmaker(Asker):
    """Has people meet, and waits for what comes of it."""

    weight = 2
    wait_time = between(1.0, 4.0)

    @task
    def pair(self) -> None:
        one, other = random.sample(WORLD["cast"], 2)
        body = {"initiator": one, "responder": other}
        self.ask("POST", "/interactions", "/interactions (wait=5)", json=body, headers={"Prefer": "wait=5"})


class Director(Asker):
    """Directs."""

    weight = 1
    wait_time = between(1.0, 4.0)

    @task(2)
    def sadden(self) -> None:
        directive = {"what": "mood", "character": self.anybody(), "mood": [-100, 50, 0]}
        self.ask("POST", "/directives", "/directives", json={"directive": directive})

    @task(1)
    def storm(self) -> None:
        self.ask("POST", "/directives", "/directives", json={"directive": {"what": "world_event", "event": "storm"}})


class Watcher(User):
    """Watches, misses nothing, and now and then comes back."""

    abstract = True
    wait_time = constant(0)
    via: Any = "websocket"
    most = 200  # events until somebody has seen enough

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._seen: int | None = None

    @task
    def watch(self) -> None:
        begun = time.perf_counter()
        with Client(str(self.host), WORLD["token"]) as client:
            try:
                for seq in self._told(client):
                    if begun:
                        fire(self, self.via, "first event", (time.perf_counter() - begun) * 1000)
                        begun = 0.0
                    missed = seq - (self._seen or seq - 1) - 1
                    fire(self, self.via, "event", error=AssertionError(f"{missed} events were missed") if missed else None)
                    self._seen = seq
            except ApiError as error:
                shed = error.status in SHED
                fire(self, "shed" if shed else self.via, str(error.status), error=None if shed else error)

    def _told(self, client: Client) -> Iterator[int]:
        with closing(client.happenings(WORLD["ecosystem"], self._seen, via=self.via)) as happenings:
            for _, told in zip(range(self.most), happenings, strict=False):
                yield told.seq


class SocketWatcher(Watcher):
    """Over a WebSocket."""

    weight = 3


class StreamWatcher(Watcher):
    """Over Server-Sent Events."""

    weight = 3
    via = "sse"
