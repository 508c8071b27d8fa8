"""Why an encounter came about and went as it did, in words, as far as its event holds it."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from actors.events import Event
from actors.genre import Move

TOOK = {
    "eager": "{responder} went along eagerly",
    "accept": "{responder} went along",
    "hedge": "{responder} went along half-heartedly",
    "refuse": "{responder} refused",
    "backfire": "{responder} turned it against {initiator}",
}


class Reasons(NamedTuple):
    """In words: the deed, how it was taken, why the one wished it and the other took it so, and what could have been."""

    told: str
    taken: str
    wished: list[str]
    answered: list[str]
    otherwise: list[str]

    def text(self) -> str:
        """All of it as a few sentences."""
        parts = [f"{self.told}, and {self.taken}."]
        parts += [f"The wish: {'; '.join(self.wished)}."] if self.wished else []
        parts += [f"The answer: {'; '.join(self.answered)}."] if self.answered else []
        parts += [f"Otherwise: {'; '.join(self.otherwise)}."] if self.otherwise else []
        return " ".join(parts)


def reasons(event: Event, moves: Mapping[str, Move], shorts: Mapping[str, str]) -> Reasons:
    """The reasons of an interaction. People who are not among the ``shorts`` are named by id."""
    body = event.body
    names = {role: shorts.get(body[role], body[role]) for role in ("initiator", "responder")}
    return Reasons(
        deed(body, moves, shorts),
        TOOK.get(body["outcome"], f"it came to this: {body['outcome']}").format(**names),
        [spoken(rule, added) for rule, added in body["rules"]],
        [spoken(rule, added) for rule, added in body["answer_rules"]],
        [alternative(move, target, shorts) for move, target, _ in body["rejected"]],
    )


def deed(body: Mapping[str, Any], moves: Mapping[str, Move], shorts: Mapping[str, str]) -> str:
    """Who did what to whom, in the past: "Anna warned Bruno of Carla"."""
    about = body["about"]
    names = {"actor": body["initiator"], "target": body["responder"], "about": about}
    told = {key: shorts.get(name, name) for key, name in names.items() if name}
    move = moves.get(body["move"])
    past = move.past if move else "{actor} turned to {target}"
    return past.format(**{"about": "somebody", **told})


def spoken(rule: str, added: int) -> str:
    """A rule and what it added: "a grudge must be spoken (+420)"."""
    return f"{rule.replace('-', ' ')} ({added:+})"


def alternative(move: str, target: str, shorts: Mapping[str, str]) -> str:
    """What the initiator would have done otherwise: "chat, with Bruno"."""
    return f"{move.replace('_', ' ')}, with {shorts.get(target, target)}"


def people_of(body: Mapping[str, Any]) -> Sequence[str]:
    """All who are named in an interaction, each once."""
    named = [
        body["initiator"],
        body["responder"],
        body["about"],
        *body["witnesses"],
        *(target for _, target, _ in body["rejected"]),
    ]
    return [name for name in dict.fromkeys(named) if name]
