"""The nodes of a cluster of others: whether they run this Fabula and reach its servers. Asked before anything is founded."""

from collections.abc import Sequence
from typing import NamedTuple

from actors.errors import CodeMismatch, OutOfReach, ServiceFailed
from runtime import cluster
from runtime.edition import edition
from runtime.services.configured import Configured
from runtime.settings import Settings


class Need(NamedTuple):
    """A server that every process of an ecosystem talks to, and the variable that names one."""

    name: str
    variable: str
    url: str | None

    @property
    def only_here(self) -> bool:
        """Whether no other host reaches it."""
        return self.url is None or Configured(self.name, self.url).only_here


def check_reach(settings: Settings) -> None:
    """Refuse servers that only this host reaches when the cluster has several. Raises OutOfReach; starts nothing."""
    hosts = cluster.hosts()
    local = [need for need in _needs(settings) if need.only_here]
    if len(hosts) > 1 and local:
        names, variables = " and ".join(need.name for need in local), " and ".join(need.variable for need in local)
        raise OutOfReach(names, f"{len(hosts)} ({', '.join(hosts)})", variables)


def check_nodes(settings: Settings) -> None:
    """Have every node say which Fabula it has, and whether it reaches the servers. Raises CodeMismatch, ServiceFailed.

    Whether the targets of projections are reached says their standing: no world waits for them.
    """
    servers = [Configured(need.name, need.url) for need in _needs(settings) if need.url is not None]
    for node, answer in cluster.on_every_node(look, servers):
        if isinstance(answer, Exception):
            raise CodeMismatch(node, f"of another kind or none ({cluster.said(answer)})", edition())
        theirs, trouble = answer
        if theirs != edition():
            raise CodeMismatch(node, theirs, edition())
        if trouble:
            raise ServiceFailed(f"as seen from the Ray node at {node}", trouble)


def look(servers: Sequence[Configured]) -> tuple[str, str]:
    """On a node: its edition, and the first trouble with reaching a server, or nothing."""
    for server in servers:
        try:
            server.check()
        except ServiceFailed as failed:
            return edition(), str(failed)
    return edition(), ""


def _needs(settings: Settings) -> tuple[Need, Need]:
    return Need("Postgres", "FABULA_POSTGRES_URL", settings.postgres_url), Need("Redis", "FABULA_REDIS_URL", settings.redis_url)
