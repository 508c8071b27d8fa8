"""Scenarios as the API tells of them."""

from gateway.schemas.model import Given


class ScenarioCard(Given):
    """What a reader sees before choosing a scenario."""

    id: str
    title: str
    blurb: str
    genre: str
    cast: int
