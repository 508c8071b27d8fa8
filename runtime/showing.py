"""The state of an ecosystem as a page of text: cast, moods, strongest relationships, and why nothing happens if nothing does."""

from collections.abc import Iterator, Sequence

from actors import recovery
from actors.character import Character
from actors.comings import in_short
from actors.events import TICKED
from actors.genre import NEEDS
from actors.mind.aims import active
from actors.ports import Head, Store
from actors.projection import Standing

STRONGEST = 12

WHY_IDLE = {
    "alone": "had nobody near",
    "resting": "were resting",
    "content": "wanted for nothing just then",
    "nothing to say": "had nothing to say to those around",
    "quiet": "tick in which only what people ordered happened",
}


async def page(store: Store, ecosystem: str, notice: str = "", standings: Sequence[Standing] = (), most: int = 30) -> list[str]:
    """The page, line by line, with what the ecosystem says about why it waits, and how its projections stand.

    Raises EcosystemUnknown.
    """
    head = await store.head(ecosystem)
    shown = list(await store.whereabouts(ecosystem))[:most]
    loaded = await recovery.load(store, ecosystem, shown)
    lines = [*_heading(head, notice), *await _happening(store, head), *map(stands, standings), "", "CAST"]
    lines += [_character(character, head.tick) for character in loaded.characters.values()]
    if head.characters > most:
        lines.append(f"  … and {head.characters - most} more")
    return [*lines, "", "STRONGEST RELATIONSHIPS", *await _relationships(store, ecosystem)]


def _heading(head: Head, notice: str) -> Iterator[str]:
    founding = head.founding
    yield f"{founding.title} ({founding.ecosystem})"
    yield f"scenario {founding.scenario}, seed {founding.seed}, {head.characters} characters"
    yield f"tick {head.tick}, {head.seq} events, epoch {head.epoch}, hash {head.hash}"
    yield f"status: {head.status}" + (f" ({head.reason})" if head.reason else "")
    if notice:
        yield waits(notice)


def waits(notice: str) -> str:
    """Why nothing happens, and that nothing has to be done about it here."""
    return f"it waits, and goes on by itself: {notice}"


def stands(standing: Standing) -> str:
    """How far a target of projections has got, and what keeps it."""
    if standing.state == "current":
        return f"{standing.target}: current, up to event {standing.seq}"
    behind = f"{standing.behind} events behind" if standing.behind else f"{standing.state}, how far behind is not known"
    behind += f" for {standing.seconds:.1f} s" if standing.behind and standing.seconds else ""
    return f"{standing.target}: {behind}" + (f" ({standing.reason})" if standing.reason else "")


async def _happening(store: Store, head: Head) -> list[str]:
    """What is due, and what the last tick brought."""
    orders = [
        f"{due.kind} {in_short(due.body['order']) if 'order' in due.body else dict(due.body)}"
        for due in await store.due(head.founding.ecosystem)
    ]
    lines = [f"due: {', '.join(orders)}" if orders else "due: nothing, so nothing happens until a run or a tempo is ordered"]
    async for batch in store.events(head.founding.ecosystem, head.seq - 1):
        for event in batch:
            if event.kind == TICKED:
                idle = [f"{count} {WHY_IDLE.get(why, why)}" for why, count in event.body["idle"].items()]
                lines.append(f"last tick: {event.body['interactions']} interactions; {'; '.join(idle) or 'everybody was at it'}")
    return lines


def _character(character: Character, tick: int) -> str:
    persona, state = character.persona, character.state
    valence, arousal, _ = state.mood_at(persona, tick)
    levels = dict(zip(NEEDS, state.needs_at(tick), strict=True))
    lowest = min(levels, key=lambda need: levels[need])
    place = character.setting.cast.places[state.place].at
    aims = "".join(f"; means to {aim.text} until tick {aim.until - 1}" for aim in active(state.aims, tick + 1))
    mood = mood_word(valence, arousal)
    return f"  {persona.short:22} {mood:10} lacks {lowest:10} {len(state.memories):4} memories  {place}{aims}"


def mood_word(valence: int, arousal: int) -> str:
    """A word for a mood: the four corners of Russell's circumplex, and its middle."""
    if abs(valence) < 80 and abs(arousal) < 120:
        return "calm"
    if valence >= 0:
        return "excited" if arousal >= 120 else "content"
    return "distressed" if arousal >= 120 else "gloomy"


async def _relationships(store: Store, ecosystem: str) -> list[str]:
    rows = await store.relationships(ecosystem)
    rows.sort(key=lambda r: (-(abs(r.affinity) + abs(r.attraction) + abs(r.trust) // 2), r.owner, r.target))
    strongest = rows[:STRONGEST]
    shorts = await store.shorts(ecosystem, [id for row in strongest for id in (row.owner, row.target)])
    return [
        f"  {shorts[row.owner]:22} → {shorts[row.target]:22} {row.kind:12} affinity {row.affinity:5} trust {row.trust:5} "
        f"respect {row.respect:5} attraction {row.attraction:5}"
        for row in strongest
    ]
