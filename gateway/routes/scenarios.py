"""The scenarios that ship with Fabula, and those that somebody is writing."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from actors.errors import PictureUnknown, ScenarioUnknown
from gateway import problems
from gateway.etags import IfNoneMatch
from gateway.pictures import ANSWERS, PictureName, shown
from gateway.scenarios import beginning_of
from gateway.schemas.scenarios import ScenarioBeginning, ScenarioCard, ScenarioComplaint, ScenarioDraft, ScenarioReview
from gateway.security.guards import everybody, require
from scenarios.beginning import beginning
from scenarios.catalogue import bundled
from scenarios.files import bundled_ids
from scenarios.reviewing import Review, review_data, review_texts

router = APIRouter(prefix="/scenarios", tags=["scenarios"])

ANYBODY = [Depends(everybody)]


@router.get("", dependencies=ANYBODY)
async def list_scenarios() -> list[ScenarioCard]:
    """All of them, by id."""
    return [ScenarioCard.model_validate(one) for one in await asyncio.to_thread(bundled)]


@router.post("/validate", responses=problems.responses(401, 403), dependencies=[Depends(require("character:create"))])
async def validate_scenario(draft: ScenarioDraft) -> ScenarioReview:
    """Everything that is wrong with a scenario that is being written. Nothing of it is kept."""
    review = await asyncio.to_thread(_reviewed, draft)
    complaints = [ScenarioComplaint.model_validate(one) for one in review.complaints]
    return ScenarioReview(
        valid=not complaints, complaints=complaints, cast=review.cast, places=review.places, relationships=review.relationships
    )


@router.get("/{scenario}", dependencies=ANYBODY, responses=problems.responses(404))
async def get_scenario(scenario: Annotated[str, Path(max_length=60)]) -> ScenarioCard:
    """One of them."""
    name = known(scenario)
    return ScenarioCard.model_validate(next(one for one in await asyncio.to_thread(bundled) if one.id == name))


@router.get("/{scenario}/beginning", dependencies=ANYBODY, responses=problems.responses(404))
async def get_beginning(scenario: Annotated[str, Path(max_length=60)]) -> ScenarioBeginning:
    """Who and what is there when it begins: its places, its people, and what they feel for one another. No secrets."""
    return beginning_of(await asyncio.to_thread(beginning, known(scenario)))


@router.get("/{scenario}/pictures/{picture}", dependencies=ANYBODY, response_class=Response, responses=ANSWERS)
async def get_scenario_picture(
    scenario: Annotated[str, Path(max_length=60)], picture: PictureName, seen: IfNoneMatch = None
) -> Response:
    """What one of its people looks like."""
    world = await asyncio.to_thread(beginning, known(scenario))
    body = next((one.body for one in world.pictures if one.name == picture), None)
    if body is None:
        raise PictureUnknown(picture)
    return shown(picture, body, seen)


def known(scenario: str) -> str:
    """The id of a bundled scenario: from outside nobody names a path. Raises ScenarioUnknown."""
    if scenario not in bundled_ids():
        raise ScenarioUnknown(scenario, ", ".join(bundled_ids()))
    return scenario


def _reviewed(draft: ScenarioDraft) -> Review:
    if draft.files is not None:
        return review_texts({str(name): text for name, text in draft.files.items()})
    return review_data(draft.scenario or {})
