"""Encounters: those that there were, why they came about, and one that somebody would like to see."""

from collections.abc import Mapping

from gateway.client.blocking.resources import Resource
from gateway.client.call import Call, Params, path, preferred
from gateway.schemas.interactions import InteractionCard, InteractionWhole, WhyDone
from gateway.schemas.orders import InteractionOrder, OrderGiven
from gateway.schemas.page import Page


class Interactions(Resource):
    """The encounters of an ecosystem, the newest first."""

    def list(
        self, ecosystem: str, character: str | None = None, place: str | None = None, move: str | None = None,
        outcome: str | None = None, from_tick: int | None = None, to_tick: int | None = None, limit: int = 50,
        cursor: str | None = None,
    ) -> Page[InteractionCard]:  # fmt: skip
        params = {"character": character, **_chosen(place, move, outcome, from_tick, to_tick), "limit": limit, "cursor": cursor}
        return self._ask(Call("GET", path("ecosystems", ecosystem, "interactions"), Page[InteractionCard], params=params))

    def of(
        self, ecosystem: str, character: str, place: str | None = None, move: str | None = None, outcome: str | None = None,
        from_tick: int | None = None, to_tick: int | None = None, limit: int = 50, cursor: str | None = None,
    ) -> Page[InteractionCard]:  # fmt: skip
        """Those in which somebody had a part, or which he or she saw."""
        where = path("ecosystems", ecosystem, "characters", character, "interactions")
        params: Params = {**_chosen(place, move, outcome, from_tick, to_tick), "limit": limit, "cursor": cursor}
        return self._ask(Call("GET", where, Page[InteractionCard], params=params))

    def get(self, ecosystem: str, interaction: str) -> InteractionWhole:
        return self._ask(Call("GET", path("ecosystems", ecosystem, "interactions", interaction), InteractionWhole))

    def why(self, ecosystem: str, character: str, interaction: str) -> WhyDone:
        where = path("ecosystems", ecosystem, "characters", character, "why", interaction)
        return self._ask(Call("GET", where, WhyDone))

    def request(
        self, ecosystem: str, initiator: str, responder: str, move: str = "", wait: int | None = None
    ) -> OrderGiven:  # fmt: skip
        """Have two people meet; the outcome is theirs. ``wait`` is how many seconds the answer may wait for it."""
        order = InteractionOrder(initiator=initiator, responder=responder, move=move)
        where = path("ecosystems", ecosystem, "interactions")
        return self._ask(Call("POST", where, OrderGiven, order, prefer=preferred(wait)))


def _chosen(
    place: str | None, move: str | None, outcome: str | None, from_tick: int | None, to_tick: int | None
) -> Mapping[str, "str | int | None"]:  # fmt: skip
    return {"place": place, "move": move, "outcome": outcome, "from_tick": from_tick, "to_tick": to_tick}
