"""Scenarios between their files and the API."""

from actors.society.relationships import kind_of
from actors.world import Regard, World
from gateway.schemas.people import PlaceGiven
from gateway.schemas.scenarios import PersonAtFirst, RelationshipAtFirst, ScenarioBeginning


def beginning_of(world: World) -> ScenarioBeginning:
    """Who and what is there when it begins."""
    return ScenarioBeginning(
        id=world.scenario, title=world.title, places=[PlaceGiven.model_validate(place) for place in world.places],
        cast=[PersonAtFirst.model_validate(persona) for persona in world.cast],
        relationships=[_at_first(regard) for regard in world.regards],
    )  # fmt: skip


def _at_first(regard: Regard) -> RelationshipAtFirst:
    numbers = (regard.affinity, regard.trust, regard.respect, regard.attraction, regard.familiarity)
    own = {name: getattr(regard, name) for name in RelationshipAtFirst.model_fields if name != "kind"}
    return RelationshipAtFirst(**own, kind=kind_of(numbers))
