"""Resolve: from what was asked and answered to the drafts of a tick's events. Pure; the order is that of the scene keys."""

from collections.abc import Sequence
from typing import Any

from actors.cast import Cast
from actors.events import INTERACTED, MOVED, REFLECTED, TICKED, TURNED, Draft, event_id
from actors.genre import Move
from actors.messages import Answer, Casting, Effects, Opening, Reflection
from actors.mind.memory import Memory
from actors.mind.recounting import remembered
from actors.society.arbitration import Scene


def interaction(
    tick: int, cast: Cast, moves: dict[str, Move], casting: Casting,
    opening: Opening, answer: Answer, watchers: Sequence[Effects],
) -> list[Draft]:  # fmt: skip
    """The events of one scene: the interaction, and each relationship that turned by it."""
    scene, option = casting.scene, casting.scene.option
    mine = opening.by_outcome[answer.outcome]
    fact = fact_id(tick, scene.key)
    regards = [*mine.regards, *answer.effects.regards, *(change for effects in watchers for change in effects.regards)]
    memories = [mine.memory, answer.effects.memory, *_witnessed(cast, moves, casting, answer.outcome, tick)]
    lines = [[scene.initiator, *opening.line], [scene.responder, *answer.line]]
    if mine.closing:
        lines.append([scene.initiator, *mine.closing])
    body = {
        "initiator": scene.initiator, "responder": scene.responder, "move": option.deed, "outcome": answer.outcome,
        "place": casting.place, "witnesses": casting.witnesses, "about": option.about, "fact": option.fact,
        "learned": answer.learned, "settles": _pardoned(moves[option.deed], option.fact, answer.outcome),
        "direction": opening.direction, "lines": lines,
        "score": option.score, "margin": answer.margin, "rules": option.rules, "answer_rules": answer.rules,
        "rejected": [[other.deed, other.target, other.score] for other in scene.rejected],
        "regards": regards,
        "effects": {scene.initiator: mine.effect, scene.responder: answer.effects.effect},
        "memories": [_dated(memory, fact) for memory in memories if memory],
    }  # fmt: skip
    return [Draft(INTERACTED, scene.key, 0, body), *_turns(scene, regards)]


def _pardoned(move: Move, fact: str, outcome: str) -> str:
    """The deed that is pardoned by this, if it is."""
    return fact if move.family == "repair" and outcome in ("eager", "accept") else ""


def fact_id(tick: int, key: str) -> str:
    """The name of a deed, the same in every ecosystem that tells this story (so that hashes are comparable)."""
    return event_id("", tick, key, 0)


def moved(scene: Scene, origin: str) -> Draft:
    """Somebody went somewhere."""
    body = {"character": scene.initiator, "from": origin, "to": scene.option.target, "memories": []}
    return Draft(MOVED, f"{scene.initiator}@", 0, body)


def reflected(reflection: Reflection) -> Draft:
    """Faded memories became a thought."""
    body = {"character": reflection.character, "dropped": reflection.dropped, "memories": [reflection.memory]}
    return Draft(REFLECTED, f"{reflection.character}~", 0, body)


def ticked(interactions: int, moves: int, idle: dict[str, int]) -> Draft:
    """The end of a tick, with why those who did nothing did nothing."""
    return Draft(TICKED, "~", 0, {"interactions": interactions, "moves": moves, "idle": dict(sorted(idle.items()))})


def _turns(scene: Scene, regards: Sequence[dict[str, Any]]) -> list[Draft]:
    turned = [change for change in regards if change["before"] != change["kind"]]
    return [
        Draft(TURNED, scene.key, index, {key: change[key] for key in ("owner", "target", "before", "kind", "now")})
        for index, change in enumerate(turned, 1)
    ]


def _witnessed(cast: Cast, moves: dict[str, Move], casting: Casting, outcome: str, tick: int) -> list[dict[str, Any]]:
    """What the witnesses will remember: the deed as it was, with what it is worth to tell."""
    scene = casting.scene
    move = moves[scene.option.deed]
    deed = Memory(
        "", tick, move.weight * 7 // 10, 0, scene.initiator, move.id, scene.responder, outcome, casting.place,
        scene.option.about, tick, "",
    )  # fmt: skip
    return [
        {"owner": owner, "importance": deed.importance, "feeling": 0, "tags": deed.tags,
         "text": remembered(cast, move, deed, owner)}
        for owner in casting.witnesses
    ]  # fmt: skip


def _dated(memory: dict[str, Any], fact: str) -> dict[str, Any]:
    """The memory with the name of its deed, unless it is hearsay and already has one."""
    tags = memory["tags"]
    if tags and tags[0].startswith("fact:"):
        return memory
    return {**memory, "tags": [f"fact:{fact}", *tags]}
