"""The scenarios that ship with Fabula."""

import asyncio

from fastapi import APIRouter, Depends

from actors.errors import ScenarioUnknown
from gateway import problems
from gateway.schemas.scenarios import ScenarioCard
from gateway.security.guards import everybody
from scenarios.catalogue import bundled, entry
from scenarios.files import bundled_ids

router = APIRouter(prefix="/scenarios", tags=["scenarios"], dependencies=[Depends(everybody)])


@router.get("")
async def list_scenarios() -> list[ScenarioCard]:
    """All of them, by id."""
    return [ScenarioCard.model_validate(one) for one in await asyncio.to_thread(bundled)]


@router.get("/{scenario}", responses=problems.responses(404))
async def get_scenario(scenario: str) -> ScenarioCard:
    """One of them."""
    return ScenarioCard.model_validate(await asyncio.to_thread(entry, known(scenario)))


def known(scenario: str) -> str:
    """The id of a bundled scenario: from outside nobody names a path. Raises ScenarioUnknown."""
    if scenario not in bundled_ids():
        raise ScenarioUnknown(scenario, ", ".join(bundled_ids()))
    return scenario
