"""How fresh the talk is: distinct lines of all lines, and repeats of one speaker within so many of his or her lines."""

from collections import Counter, deque
from typing import Any

from actors.events import INTERACTED, TURNED
from benchmarks.worlds import ticks, world

WINDOW = 50


async def freshness(count: int = 200, cast: int | None = None) -> dict[str, Any]:
    """Over so many ticks of les-miserables. Also what people did to each other, and how it was taken."""
    lines: Counter[str] = Counter()
    recent: dict[str, deque[str]] = {}
    repeats = 0
    moves: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    turns: Counter[str] = Counter()
    async for events in ticks(world(cast), count):
        for event in events:
            if event.kind == TURNED:
                turns[f"{event.body['before']}→{event.body['kind']}"] += 1
            if event.kind != INTERACTED:
                continue
            moves[event.body["move"]] += 1
            outcomes[event.body["outcome"]] += 1
            for speaker, _, text in event.body["lines"]:
                window = recent.setdefault(speaker, deque(maxlen=WINDOW))
                repeats += text in window
                window.append(text)
                lines[text] += 1
    spoken = sum(lines.values())
    return {
        "ticks": count, "lines": spoken, "distinct_share": round(len(lines) / spoken, 4), "repeats_within_50": repeats,
        "moves": dict(moves.most_common()), "outcomes": dict(outcomes.most_common()), "turns": dict(turns.most_common()),
        "most_repeated": lines.most_common(8),
    }  # fmt: skip
