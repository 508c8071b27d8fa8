"""All services of one data directory together, embedded or configured."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from actors.errors import InvalidRequest, ServiceFailed
from runtime.services.configured import Configured
from runtime.services.home import Home
from runtime.services.kafka import Kafka
from runtime.services.leases import holders
from runtime.services.neo4j import Neo4j
from runtime.services.postgres import Postgres
from runtime.services.valkey import Valkey
from runtime.settings import EMBEDDED, Settings
from storage.graph.login import Login

LOG = logging.getLogger(__name__)

Extra = Neo4j | Kafka
"""A server that only those run who ask for it, and that no world waits for."""

State = Literal["running", "starting", "stopped", "in process", "reachable", "unreachable"]


@dataclass(frozen=True, slots=True)
class Services:
    """Where everything is, for whoever opens connections. Plain values: may travel to other processes of this machine."""

    home: Path
    postgres_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    chroma: str | Path = field(repr=False)  # a server's URL, or the directory of the embedded index
    ray_state: Path
    neo4j: Login | None = None
    kafka: str | None = None  # bootstrap
    kafka_topic: str = ""


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """One line for people. ``where`` never holds a password."""

    name: str
    state: State
    where: str
    detail: str


@dataclass(frozen=True, slots=True)
class Ensemble:
    """The services that these settings ask for."""

    settings: Settings
    given_up: set[str] = field(default_factory=set)  # extras that failed, so that each failure is told once
    begun: set[str] = field(default_factory=set)  # names of the servers of extras that were started here, not found running

    @property
    def home(self) -> Home:
        return Home(self.settings.home)

    @property
    def configured(self) -> list[Configured]:
        urls = {"Postgres": self.settings.postgres_url, "Redis": self.settings.redis_url, "Chroma": self.settings.chroma_url}
        return [Configured(name, url) for name, url in urls.items() if url is not None]

    @property
    def targets(self) -> list[Configured]:
        """What is configured and may be away: no world waits for it."""
        graph = [] if self.settings.neo4j_url in (None, EMBEDDED) else [Configured("Neo4j", str(self.settings.neo4j_url))]
        brokers = "" if self.settings.kafka_bootstrap in (None, EMBEDDED) else str(self.settings.kafka_bootstrap)
        return [*graph, *(Configured("Kafka", f"kafka://{broker.strip()}") for broker in brokers.split(",") if broker)]

    @property
    def extras(self) -> dict[str, Extra]:
        """Those that could run in this data directory, by the name people give them."""
        return {"neo4j": Neo4j(self.home), "kafka": Kafka(self.home)}

    @property
    def asked(self) -> list[str]:
        """The extras that the settings ask for."""
        places = {"neo4j": self.settings.neo4j_url, "kafka": self.settings.kafka_bootstrap}
        return [name for name, place in places.items() if place == EMBEDDED]

    def known(self, names: Sequence[str]) -> None:
        """Raise InvalidRequest when one of them is no extra."""
        for name in names:
            if name not in self.extras:
                raise InvalidRequest("NAMES", f"'{name}' is none of {', '.join(self.extras)}")

    def admit(self, names: Sequence[str]) -> None:
        """Raise InvalidRequest when one of them is no extra, or when the settings name one elsewhere."""
        self.known(names)
        places = {"neo4j": self.settings.neo4j_url, "kafka": self.settings.kafka_bootstrap}
        for name in names:
            if places[name] not in (None, EMBEDDED):
                variable = {"neo4j": "FABULA_NEO4J_URL", "kafka": "FABULA_KAFKA_BOOTSTRAP"}[name]
                raise InvalidRequest(name, f"{variable} names one elsewhere; unset it to run one here")

    def check(self, insist: Sequence[str] = ()) -> None:
        """Raise ServiceFailed when an extra that is asked for cannot run here; changes nothing."""
        for name in {**dict.fromkeys(insist), **dict.fromkeys(self.asked)}:
            self.extras[name].check()

    def fetch(self, insist: Sequence[str] = ()) -> None:
        """Have fetched what the wanted extras need. Not while holding ``run/lock``. Raises ServiceFailed as ``start`` does."""
        self._each_extra(insist, lambda extra: extra.fetch())

    @property
    def embedded(self) -> list[Postgres | Valkey]:
        """The servers that are ours to run."""
        postgres = [] if self.settings.postgres_url else [Postgres(self.home)]
        valkey = [] if self.settings.redis_url else [Valkey(self.home)]
        return [*valkey, *postgres]

    def start(self, lock: int, insist: Sequence[str] = ()) -> Services:
        """Check what is configured, start what is not running. Only while holding ``run/lock``, whose descriptor is ``lock``.

        Raises ServiceFailed. Of an extra that was only told to stay earlier a failure is no more than logged; extras do not
        answer yet: see ``settle``.
        """
        for server in self.configured:
            server.check()
        self.run(lock, insist)
        return self.services()

    def run(self, lock: int, insist: Sequence[str] = ()) -> None:
        """The part of ``start`` that concerns our own servers."""
        for own in self.embedded:
            own.start(lock) if isinstance(own, Postgres) else own.start()
        self._each_extra(insist, lambda extra: self._begin(extra, lock))

    def settle(self, insist: Sequence[str] = ()) -> None:
        """Wait until the wanted extras answer. Not while holding ``run/lock``. Raises ServiceFailed as ``start`` does."""
        self._each_extra(insist, self._settled)

    def stop(self) -> list[str]:
        """Stop every embedded server of this data directory, also those that these settings do not use; their names."""
        servers = (*self.extras.values(), Postgres(self.home), Valkey(self.home))
        return [own.server.name for own in servers if own.stop()]

    def services(self) -> Services:
        return Services(
            home=self.home.root,
            postgres_url=self.settings.postgres_url or Postgres(self.home).url,
            redis_url=self.settings.redis_url or Valkey(self.home).url,
            chroma=self.settings.chroma_url or self.home.chroma,
            ray_state=self.home.ray,
            neo4j=self._graph(),
            kafka=self._brokers(),
            kafka_topic=self.settings.kafka_topic,
        )

    def status(self) -> list[ServiceStatus]:
        """How every service is now; changes nothing."""
        lines = [*(_embedded(own) for own in (*self.embedded, *self._present())),
                 *(_reach(server) for server in (*self.configured, *self.targets))]  # fmt: skip
        if not self.settings.chroma_url:
            lines.append(ServiceStatus("Chroma", "in process", str(self.home.chroma), "opened by the one process that owns it"))
        return sorted(lines, key=lambda line: line.name)

    def _each_extra(self, insist: Sequence[str], do: Callable[[Extra], None]) -> None:
        asked = {*insist, *self.asked}
        for name in [name for name in self.extras if name in asked or name in self.home.kept()]:
            try:
                if name not in self.given_up:
                    do(self.extras[name])
            except ServiceFailed as error:
                if name in asked:
                    raise
                self.given_up.add(name)
                LOG.warning("going on without %s", error)

    def _begin(self, extra: Extra, lock: int) -> None:
        if not extra.server.is_running():
            self.begun.add(extra.server.name)
        extra.start(lock)

    def _settled(self, extra: Extra) -> None:
        """One that was found running, and ends before it answers, was dying already: it is started once."""
        try:
            extra.settle()
        except ServiceFailed:
            if extra.server.is_running() or extra.server.name in self.begun:
                raise
            with self.home.held() as lock:
                self._begin(extra, lock)
            extra.settle()

    def _present(self) -> list[Extra]:
        """The extras of which there is something to say here."""
        return [
            extra for name, extra in self.extras.items()
            if name in self.asked or name in self.home.kept() or extra.server.is_running()
        ]  # fmt: skip

    def _graph(self) -> Login | None:
        url = self.settings.neo4j_url
        if url is not None and url != EMBEDDED:
            return Login(url, self.settings.neo4j_user, self.settings.neo4j_password)
        own = Neo4j(self.home)
        return own.login if own in self._present() else None

    def _brokers(self) -> str | None:
        if self.settings.kafka_bootstrap not in (None, EMBEDDED):
            return self.settings.kafka_bootstrap
        own = Kafka(self.home)
        return own.bootstrap if own in self._present() else None


def _embedded(own: Postgres | Valkey | Extra) -> ServiceStatus:
    server = own.server
    if not server.is_running():
        return ServiceStatus(server.name, "stopped", str(server.directory), "")
    users = ", ".join(str(pid) for pid in holders(own.home.leases)) or "nobody"
    detail = f"process {server.pid}, used by {users}{', told to stay' if own.home.keep.exists() else ''}"
    return ServiceStatus(server.name, "running" if own.is_ready() else "starting", server.where, detail)


def _reach(server: Configured) -> ServiceStatus:
    try:
        server.check()
    except ServiceFailed as error:
        return ServiceStatus(server.name, "unreachable", server.where, str(error.args[1]))
    return ServiceStatus(server.name, "reachable", server.where, "configured")
