"""Interactions between the store and the API."""

from collections.abc import Mapping, Sequence

from actors.events import INTERACTED, Event
from actors.genre import DIMENSIONS, NEEDS
from actors.ports import Head
from actors.records import MemoryRow, RelationshipRow, rows_of
from gateway.errors import NotFound
from gateway.people import memory_of, relationship_of
from gateway.ports import Ports
from gateway.schemas.interactions import (
    Effect,
    InteractionCard,
    InteractionWhole,
    Otherwise,
    RuleSpoke,
    Shift,
    SpokenLine,
    WhyDone,
)  # fmt: skip
from runtime.genres import genre
from runtime.reasons import alternative, deed, people_of, reasons, spoken

MOOD = ("valence", "arousal", "dominance")


async def one(ports: Ports, ecosystem: str, interaction: str) -> Event:
    """The event of this interaction. Raises NotFound."""
    event = await ports.pages.events.named(ecosystem, interaction)
    if event is None or event.kind != INTERACTED:
        raise NotFound("interaction", interaction)
    return event


async def whole(ports: Ports, head: Head, event: Event) -> InteractionWhole:
    """An encounter with all that came of it."""
    body, rows = event.body, rows_of([event])
    moves = {move.id: move for move in (await genre(ports.store, head.founding.genre)).moves}
    shorts = await ports.pages.people.shorts(event.ecosystem, people_of(body))
    [row] = rows.interactions
    return InteractionWhole(
        **InteractionCard.model_validate(row).model_dump(), about=body["about"], told=f"{deed(body, moves, shorts)}.",
        direction=body["direction"], lines=[SpokenLine(speaker=speaker, text=text) for speaker, _, text in body["lines"]],
        learned=body["learned"].removeprefix("secret:"),
        effects=[_effect(who, effect) for who, effect in body["effects"].items() if effect],
        shifts=[_shift(change, rows.relationships[change["owner"], change["target"]]) for change in body["regards"]],
        memories=[memory_of(memory) for memory in rows.memories],
    )  # fmt: skip


async def why(ports: Ports, head: Head, event: Event) -> WhyDone:
    """Why an encounter came about, and went as it did."""
    body = event.body
    moves = {move.id: move for move in (await genre(ports.store, head.founding.genre)).moves}
    shorts = await ports.pages.people.shorts(event.ecosystem, people_of(body))
    recalled = await _recalled(ports, event)
    return WhyDone(
        interaction=event.id, text=_in_words(reasons(event, moves, shorts).text(), recalled), score=body["score"],
        rules=_rules(body["rules"]), margin=body["margin"], answer_rules=_rules(body["answer_rules"]),
        rejected=[
            Otherwise(move=move, target=target, score=score, text=alternative(move, target, shorts))
            for move, target, score in body["rejected"]
        ],
        recalled=[memory_of(recalled)] if recalled else [],
    )  # fmt: skip


async def _recalled(ports: Ports, event: Event) -> MemoryRow | None:
    """What the initiator had in mind: the deed that was spoken of, if one was."""
    body = event.body
    if not body["fact"]:
        return None
    return await ports.pages.memories.of_deed(event.ecosystem, body["initiator"], body["fact"], event.seq)


def _in_words(text: str, recalled: MemoryRow | None) -> str:
    return f"{text} In mind: {recalled.text}" if recalled else text


def _rules(spoke: Sequence[Sequence[object]]) -> list[RuleSpoke]:
    return [RuleSpoke(rule=str(rule), added=int(str(added)), text=spoken(str(rule), int(str(added)))) for rule, added in spoke]


def _effect(character: str, effect: Mapping[str, object]) -> Effect:
    return Effect.model_validate(
        {
            "character": character, "mood": dict(zip(MOOD, effect["mood"], strict=True)),  # type: ignore[call-overload]
            "needs": dict(zip(NEEDS, effect["needs"], strict=True)), "emotion": effect["emotion"],  # type: ignore[call-overload]
        }
    )  # fmt: skip


def _shift(change: Mapping[str, object], row: RelationshipRow) -> Shift:
    was = dict(zip(DIMENSIONS, change["was"], strict=True))  # type: ignore[call-overload]
    return Shift(now=relationship_of(row), was=was, before=str(change["before"]))
