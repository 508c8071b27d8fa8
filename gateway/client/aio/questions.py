"""Questions that go from one to the next: GraphQL."""

from collections.abc import Mapping
from typing import Any

from gateway.client.aio.resources import AsyncResource
from gateway.client.call import Call
from gateway.schemas.graphql import Question, Told


class AsyncQuestions(AsyncResource):
    """Over characters, relationships, interactions and memories."""

    async def ask(self, query: str, variables: Mapping[str, Any] | None = None) -> Told:
        """What could be told, in ``data``, and what could not, in ``errors``."""
        question = Question.model_validate({"query": query, "variables": variables})
        return await self._ask(Call("POST", "/graphql", Told, question))
