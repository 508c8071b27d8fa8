"""How an ecosystem stands, and why nothing happens when nothing does: as a value that anybody can show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from actors.events import TICKED
from actors.ports import Due, Head, Store
from runtime.agenda import BY_A_PERSON, Agenda, read

STATES = ("playing", "paused", "quarantined", "waiting", "unattended", "resting")

LULLS = {
    "alone": "nobody is near anybody",
    "resting": "everybody is tired and rests",
    "content": "nobody wants anything of anybody just now",
    "nothing to say": "those who would act have nothing to say",
    "quiet": "only what people ordered happened in the last tick",
}
"""Why nobody acts (see the ``idle`` of a ``tick_completed``) → in words."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands. ``reason`` is a sentence about why nothing happens, or "" when all is well."""

    ecosystem: str
    state: str  # one of STATES
    reason: str
    tick: int
    seq: int
    tempo_ms: int  # 0: it does not live
    until: int  # the farthest tick that is to be played, or 0
    waiting: int  # orders that have not taken effect
    next_order: int  # the tick of the earliest of them, or 0


async def standing(store: Store, ecosystem: str, notice: str = "", attended: bool = True) -> Standing:
    """As of now. ``notice`` is what its supervisor says it waits for (see the port Board); ``attended`` says whether anybody is
    there who plays. Raises EcosystemUnknown, StoreUnavailable."""
    head, due = await store.head(ecosystem), await store.due(ecosystem)
    agenda = read(due, head.tick)
    state, reason = _state(head, agenda, notice, attended)
    if state == "playing" and not reason:
        reason = _lull(await _last_tick(store, head))
    until = max(agenda.steps, agenda.run_until)
    return Standing(ecosystem, state, reason, head.tick, head.seq, agenda.tempo_ms, until, _waiting(due), agenda.next_order)


def _state(head: Head, agenda: Agenda, notice: str, attended: bool) -> tuple[str, str]:
    if head.status == "paused" and not head.reason.startswith(BY_A_PERSON):
        return "quarantined", head.reason or "it was paused"
    busy = agenda.steps or agenda.at_once or (not agenda.pause and (agenda.runs or agenda.tempo_ms))
    if busy and notice:
        return "waiting", notice
    if busy and not attended:
        return "unattended", "what is ordered waits for somebody who plays; nobody does now"
    if busy:
        return "playing", ""
    if agenda.pause:
        return "paused", agenda.pause
    if agenda.next_order:
        return "resting", f"nothing is ordered to be played; what waits takes effect in tick {agenda.next_order}"
    return "resting", "nothing is due: let it live at a tempo, or step"


async def _last_tick(store: Store, head: Head) -> Mapping[str, object]:
    """What its last event says of the last tick."""
    async for batch in store.events(head.founding.ecosystem, head.seq - 1, head.seq):
        if batch[0].kind == TICKED:
            return batch[0].body
    return {}


def _lull(tick: Mapping[str, object]) -> str:
    idle = tick.get("idle")
    if tick.get("interactions") or tick.get("moves") or not isinstance(idle, Mapping) or not idle:
        return ""
    most = str(max(idle, key=lambda why: (idle[why], why)))
    return LULLS.get(most, most)


def _waiting(due: Sequence[Due]) -> int:
    return sum("order" in each.body for each in due)
