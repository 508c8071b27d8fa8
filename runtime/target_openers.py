"""How to open the targets of projections. These functions travel to the processes that project, which load no more than this."""

from actors.projection import Target
from storage.graph.login import Login
from storage.graph.target import Neo4jTarget
from storage.kafka.target import KafkaTarget


async def open_neo4j(login: Login) -> Target:
    """A graph; see ``Neo4jTarget``."""
    return Neo4jTarget(login)


async def open_kafka(bootstrap: str, topic: str) -> Target:
    """An export of events; see ``KafkaTarget``."""
    return KafkaTarget(bootstrap, topic)
