"""Whether this process lives, whether it is ready to answer, and which Fabula it is. Nobody has to log in for that."""

import asyncio
from collections.abc import Awaitable
from importlib.metadata import version as version_of
from typing import Literal

from fastapi import APIRouter, Depends, Response
from pydantic import Field

from actors.errors import FabulaError
from gateway.dependencies import PortsOf
from gateway.schemas.model import Given, example
from gateway.security.guards import everybody
from runtime.edition import edition

PATIENCE_SECONDS = 3.0

router = APIRouter(tags=["health"], dependencies=[Depends(everybody)])


class Live(Given):
    """It lives."""

    status: Literal["live"] = "live"


class Part(Given):
    """How one thing that the gateway needs is."""

    model_config = example({"name": "Postgres", "status": "up", "needed": True, "detail": ""})

    name: str
    status: Literal["up", "down", "unknown"]
    needed: bool
    detail: str = ""


class Ready(Given):
    """Whether it can answer. "degraded": reads and streams yes, but something is away."""

    status: Literal["ready", "degraded", "unready"] = Field(examples=["ready"])
    parts: list[Part]


class Version(Given):
    """Which Fabula answers."""

    model_config = example({"version": "0.1.0", "edition": "5f1c09aa4e21"})

    version: str
    edition: str


@router.get("/livez")
async def livez() -> Live:
    """Answers as long as this process lives."""
    return Live()


@router.get("/readyz", responses={503: {"model": Ready}})
async def readyz(ports: PortsOf, response: Response) -> Ready:
    """Whether what the gateway needs answers; 503 when something does not without which nothing can be answered."""
    chronicle, players = await asyncio.gather(_chronicle(ports), _players(ports))
    if chronicle.status == "down":
        response.status_code = 503
        return Ready(status="unready", parts=[chronicle, players])
    return Ready(status="ready" if players.status == "up" else "degraded", parts=[chronicle, players])


@router.get("/version")
async def version() -> Version:
    """Which Fabula answers."""
    return Version(version=version_of("fabula"), edition=edition())


async def _chronicle(ports: PortsOf) -> Part:
    return await _part("Postgres", True, ports.store.pending())


async def _players(ports: PortsOf) -> Part:
    there = await ports.bell.attended()
    if there is None:
        return Part(name="theatre", status="unknown", needed=False, detail="Redis does not answer")
    return Part(name="theatre", status="up" if there else "down", needed=False, detail="" if there else "nobody plays just now")


async def _part(name: str, needed: bool, question: Awaitable[object]) -> Part:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await question
    except TimeoutError:
        return Part(name=name, status="down", needed=needed, detail=f"no answer within {PATIENCE_SECONDS:g} s")
    except FabulaError as error:
        return Part(name=name, status="down", needed=needed, detail=str(error))
    return Part(name=name, status="up", needed=needed)
