"""Commands of Fabula in processes of their own: what plays a world whose end also ends the command."""

import os
import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import DEVNULL, Process

from runtime.settings import Settings


def environment(settings: Settings) -> dict[str, str]:
    """What such a process sees: these settings, and nothing else of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FABULA_", "RAY_"))}
    given = {
        "FABULA_HOME": str(settings.home), "FABULA_EMBEDDER": settings.embedder, "FABULA_NEO4J_URL": settings.neo4j_url,
        "FABULA_NEO4J_USER": settings.neo4j_user, "FABULA_NEO4J_PASSWORD": settings.neo4j_password,
        "FABULA_KAFKA_BOOTSTRAP": settings.kafka_bootstrap, "FABULA_KAFKA_TOPIC": settings.kafka_topic,
    }  # fmt: skip
    return {**kept, **{name: value for name, value in given.items() if value}}


async def resumed(settings: Settings, ecosystem: str, until: int) -> Process:
    """``fabula run --resume`` up to a tick, in a session of its own. What an earlier one had sent when it died may still be
    committed meanwhile."""
    return await create_subprocess_exec(
        sys.executable, "-m", "runtime.cli.main", "run", "--resume", ecosystem, "--until", str(until), "--json",
        env=environment(settings), stdout=DEVNULL, stderr=DEVNULL, start_new_session=True,
    )  # fmt: skip
