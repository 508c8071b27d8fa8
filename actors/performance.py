"""A character's part in a scene: what it says, and what the outcome does to its feelings. Reads the state, never changes it."""

from collections.abc import Sequence
from typing import Any

from actors import dice
from actors.genre import OUTCOMES, Move
from actors.messages import Answer, Casting, Effects, Opening
from actors.mind.appraisal import Take, belief_in, jealousy, opinion_by_hearsay, opinion_of_actor, take
from actors.mind.memory import EVENT, Memory, tagged
from actors.mind.recounting import remembered, told
from actors.mind.setting import Setting
from actors.mind.speech import Frame, direct, say
from actors.mind.state import State
from actors.mind.volition import Reasons
from actors.mind.volition import outcome as band
from actors.persona import Persona
from actors.relationship import Numbers
from actors.society.relationships import changed

CLOSES = 420
"""How often (in thousandths) the initiator has the last word."""

EVENT_TOLD = 180
"""How important it is to have been told of an event."""

WARN_PUSH: Numbers = (-45, -25, -10, 0, 10)
PLOT_PUSH: Numbers = (-25, -10, 0, 0, 5)

CLOSING = {"eager": "close.warm", "accept": "close.warm", "hedge": "close.wry", "refuse": "close.cold", "backfire": "close.hurt"}


def open_scene(
    setting: Setting, me: Persona, state: State, casting: Casting, tick: int, outcomes: Sequence[str] = OUTCOMES
) -> Opening:
    """The initiator's lines, and what each of these outcomes would do to it."""
    scene = casting.scene
    move = setting.moves[scene.option.deed]
    known = state.memories.by_fact.get(scene.option.fact)
    frame = Frame(setting, me, state, scene.responder, tick, known, scene.option.about, place=casting.place)
    symbol = f"{move.id}.open"
    opening = say(frame, symbol)
    tone = "warm" if frame.feelings()["affinity"] >= 0 and move.family != "conflict" else "cold"
    closes = dice.roll(dice.key(setting.seed, tick, me.id, "last word"), 1000) < CLOSES
    by_outcome = {}
    for outcome in outcomes:
        closing = CLOSING[outcome] if move.family != "conflict" or outcome in ("refuse", "backfire") else "close.cold"
        word = (closing, say(frame, closing)) if closes else None
        by_outcome[outcome] = _effects(setting, me, state, casting, move, outcome, 0, tick, word)
    return Opening(direct(frame, f"direction.{move.family}.{tone}"), (symbol, opening), by_outcome)


def answer(setting: Setting, me: Persona, state: State, casting: Casting, margin: int, reasons: Reasons, tick: int) -> Answer:
    """How the responder takes it, in deed and in words."""
    scene = casting.scene
    move = setting.moves[scene.option.deed]
    outcome = band(margin)
    known = _known_deed(state, casting)
    frame = Frame(setting, me, state, scene.initiator, tick, known, scene.option.about, place=casting.place)
    symbol = f"{move.id}.{outcome}"
    line = say(frame, symbol, f"{move.family}.{outcome}", f"any.{outcome}")
    effects = _effects(setting, me, state, casting, move, outcome, 1, tick, None)
    effects.regards.extend(_opinions(setting, me, state, casting, outcome, tick))
    learned = scene.option.fact if move.topic in ("secret", "their_secret") and outcome != "refuse" else ""
    return Answer(
        outcome, margin, reasons, (symbol, line), _with_news(setting, me, casting, effects, outcome, learned, tick), learned
    )


def watch(setting: Setting, me: Persona, state: State, casting: Casting, tick: int) -> Effects:
    """What a witness makes of a deed: an opinion of its doer, and jealousy. (The memory is added by the resolution.)"""
    scene = casting.scene
    move = setting.moves[scene.option.deed]
    doer, other = state.relationship(scene.initiator), state.relationship(scene.responder)
    pushes = {scene.initiator: opinion_of_actor(move, me, other.numbers[0])}
    if "romantic" in move.labels:
        pushes = {scene.initiator: jealousy(other.numbers[3]), scene.responder: jealousy(doer.numbers[3])}
    return Effects(
        [change(setting, state, me.id, target, push, tick) for target, push in pushes.items() if any(push[:4])], {}, None
    )


def _known_deed(state: State, casting: Casting) -> Memory | None:
    """The deed that the opening spoke of, if the responder was there: it can only answer for what it knows."""
    return state.memories.by_fact.get(casting.scene.option.fact)


def _effects(
    setting: Setting, me: Persona, state: State, casting: Casting, move: Move, outcome: str, side: int, tick: int,
    closing: tuple[str, str] | None,
) -> Effects:  # fmt: skip
    scene = casting.scene
    other = scene.responder if side == 0 else scene.initiator
    taken = take(move, outcome, side, me)
    regards = [change(setting, state, me.id, other, taken.regard, tick)]
    effect = {"mood": taken.mood, "needs": taken.needs, "emotion": taken.emotion}
    return Effects(regards, effect, _memory(setting, me.id, casting, outcome, taken, tick), closing)


def _memory(setting: Setting, owner: str, casting: Casting, outcome: str, taken: Take, tick: int) -> dict[str, Any]:
    """What a participant will remember; the fact's id is filled in when the event is numbered."""
    scene = casting.scene
    deed = Memory(
        "", tick, taken.importance, taken.feeling, scene.initiator, scene.option.deed, scene.responder, outcome,
        casting.place, scene.option.about, tick, "",
    )  # fmt: skip
    text = remembered(setting.cast, setting.moves[deed.move], deed, owner)
    return {"owner": owner, "importance": deed.importance, "feeling": deed.feeling, "tags": deed.tags, "text": text}


def _opinions(setting: Setting, me: Persona, state: State, casting: Casting, outcome: str, tick: int) -> list[dict[str, Any]]:
    """What hearing of a third person does to the listener's feeling for him or her."""
    option = casting.scene.option
    if not option.about or option.about == me.id or outcome in ("refuse", "backfire"):
        return []
    belief = belief_in(state.relationship(casting.scene.initiator)) // (2 if outcome == "hedge" else 1)
    push = _hearsay_push(setting, me, option.deed, option.story, option.about, belief)
    return [change(setting, state, me.id, option.about, push, tick)] if any(push) else []


def _hearsay_push(setting: Setting, me: Persona, deed: str, story: tuple[str, ...], about: str, belief: int) -> Numbers:
    if deed == "gossip":
        known = tagged(0, 0, 0, story)
        return (
            opinion_by_hearsay(setting.moves[known.move], known.actor == about, belief)
            if known.move in setting.moves
            else (0,) * 5
        )
    if deed == "betray":
        secret = setting.cast.personas[about].secret
        scandal = secret.scandal if secret else 0
        return (-scandal * belief // 8000, -scandal * belief // 8000, -scandal * belief // 6000, 0, 30)
    if deed in ("warn", "conspire"):
        a, b, c, d, e = WARN_PUSH if deed == "warn" else PLOT_PUSH
        return (a * belief // 1000, b * belief // 1000, c * belief // 1000, d, e)
    return (0, 0, 0, 0, 0)


def _with_news(
    setting: Setting, me: Persona, casting: Casting, effects: Effects, outcome: str, learned: str, tick: int
) -> Effects:
    """The listener of news or of a secret remembers that, rather than that somebody talked."""
    option, teller = casting.scene.option, casting.scene.initiator
    if outcome in ("refuse", "backfire") or not (option.story or learned):
        return effects
    old = effects.memory or {}
    if learned:
        return effects._replace(memory=_secret_memory(setting, me, old, option.fact, teller, casting, outcome, tick))
    heard = tagged(tick, 0, 0, option.story)._replace(teller=teller)
    if heard.move != EVENT and heard.move not in setting.moves:
        return effects
    weight = EVENT_TOLD if heard.move == EVENT else setting.moves[heard.move].weight // 2
    importance = max(60, old["importance"], weight)
    text = told(setting.cast, setting.moves, heard, me.id, teller)
    return effects._replace(memory={**old, "importance": importance, "tags": heard.tags, "text": text})


def _secret_memory(
    setting: Setting, me: Persona, old: dict[str, Any], fact: str, teller: str, casting: Casting, outcome: str, tick: int
) -> dict[str, Any]:
    owner = setting.cast.secret_owner(fact)
    secret = setting.cast.personas[owner].secret
    rumour = secret.rumour if secret else ""
    deed = Memory(
        "", tick, 800, old["feeling"], teller, casting.scene.option.deed, me.id, outcome, casting.place,
        owner if owner != teller else "", tick, "",
    )  # fmt: skip
    return {**old, "importance": 800, "tags": deed.tags, "text": f"{setting.cast.personas[teller].short} told me that {rumour}."}


def change(setting: Setting, state: State, owner: str, target: str, push: Numbers, tick: int) -> dict[str, Any]:
    """The owner's relationship before and after a push, in the form that the event keeps."""
    before = state.relationship(target)
    after = changed(before, push, setting.cast.compat(owner, target), tick)
    return {
        "owner": owner, "target": target, "was": before.numbers, "now": after.numbers, "before": before.kind,
        "kind": after.kind, "bond": after.bond, "calls": after.calls, "since": after.since,
    }  # fmt: skip
