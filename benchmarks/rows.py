"""What a result says, as rows of a table: figure, bare limit of the same run, ratio, and what is aimed at."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from benchmarks.spread import Spread, spread

Rounds = Sequence[dict[str, float]]


class Row(NamedTuple):
    """One line. Everything is text, ready to be read."""

    what: str
    figure: str
    bare: str
    ratio: str
    aim: str


def rows(result: dict[str, Any]) -> list[Row]:
    """All rows of a result, in the order in which it was measured."""
    cases = [(case["benchmark"], case["characters"], case["rounds"]) for case in result["cases"]]
    hundred = next((rounds for name, size, rounds in cases if name == "growth" and size == 100), None)
    found: list[Row] = []
    for name, size, rounds in cases:
        found += _growth(size, rounds, hundred) if name == "growth" else ROWS[name](size, rounds)
    return found


def _engine(size: int, rounds: Rounds) -> list[Row]:
    speed = _each(rounds, "interactions_per_s")
    aim = "≥ 3" if size >= 100 else "≥ 1"
    return [
        Row(
            f"D1 interactions/s, {size:,} characters",
            _number(speed),
            f"{_number(_each(rounds, 'bare'))} pipelined Ray calls/s",
            _ratio(rounds, "interactions_per_s", "bare"),
            aim,
        )
    ]


def _durable(size: int, rounds: Rounds) -> list[Row]:
    people = f"{size:,} characters"
    return [
        Row(
            f"D2 durable interactions/s, {people}",
            _number(_each(rounds, "interactions_per_s")),
            "",
            "",
            "≥ 2,500; goal 10,000" if size == 1000 else "",
        ),
        Row(
            f"D2 rows written/s, {people}",
            _number(_each(rounds, "rows_per_s")),
            f"{_number(_each(rounds, 'bare'))} rows/s by COPY",
            _ratio(rounds, "rows_per_s", "bare"),
            "≥ 0.10",
        ),
        Row(f"D2 one tick, {people}", f"{_number(_each(rounds, 'tick_ms'), 1)} ms", "", "", ""),
        Row(f"D2 CPU for each interaction, {people}", f"{_number(_each(rounds, 'cpu_us'))} µs", _kinds(rounds), "", ""),
    ]


def _fanout(_: int, rounds: Rounds) -> list[Row]:
    return [
        _latency(rounds, "median", "p50_us", "bare", ""),
        _latency(rounds, "99 of 100", "p99_us", "bare_p99_us", "≤ 2, plus 5 ms"),
    ]


def _latency(rounds: Rounds, name: str, ours: str, bare: str, aim: str) -> Row:
    figure, limit = _number(_each(rounds, ours)), _number(_each(rounds, bare))
    return Row(f"D4 commit to follower, {name}", f"{figure} µs", f"{limit} µs, XADD to XREAD", _ratio(rounds, ours, bare), aim)


def _memory(size: int, rounds: Rounds) -> list[Row]:
    actor = spread([one["bare"] / 2**20 for one in rounds])
    share = spread([one["bare"] / one["bytes"] for one in rounds])
    each = spread([one["bytes"] / 1024 for one in rounds])
    return [
        Row(
            f"D5 memory for each of {size:,} characters",
            f"{_number(each)} KiB",
            f"{_number(actor)} MiB, a Ray actor",
            f"1/{share.median:,.0f}",
            "≤ 256 KiB, 1/200",
        )
    ]


def _spawn(size: int, rounds: Rounds) -> list[Row]:
    return [
        Row(
            f"D6 characters ready/s, {size:,} characters",
            _number(_each(rounds, "characters_per_s")),
            f"{_number(_each(rounds, 'bare'), 1)} Ray actors/s",
            _ratio(rounds, "characters_per_s", "bare", 0),
            "≥ 1,000/s",
        )
    ]


def _history(_: int, rounds: Rounds) -> list[Row]:
    return [
        Row(
            "D11 CPU for each interaction, late",
            f"{_number(_each(rounds, 'cpu_us'))} µs",
            f"{_number(_each(rounds, 'bare'))} µs, early",
            _ratio(rounds, "cpu_us", "bare"),
            "≤ 1.1",
        )
    ]


def _projection(_: int, rounds: Rounds) -> list[Row]:
    bare = f"{_number(_each(rounds, 'bare'))} events/s by bare UNWIND MERGE"
    speed, ratio = _number(_each(rounds, "events_per_s")), _ratio(rounds, "events_per_s", "bare")
    late = f"{_number(_each(rounds, 'late_p99_ms'))} ms"
    return [
        Row("D8 events/s into Neo4j", speed, bare, ratio, "≥ 0.7"),
        Row("D8 lateness at 1,000 events/s, 99 of 100", late, "", "", "≤ 1,000 ms"),
    ]


def _recovery(size: int, rounds: Rounds) -> list[Row]:
    bare = f"{_number(_each(rounds, 'bare'), 2)} s, a bare Ray actor"
    return [
        Row(
            f"D9 killed {victim} to what it does next, {size:,} characters",
            f"{_number(_each(rounds, f'{victim}_s'), 2)} s", bare, _ratio(rounds, f"{victim}_s", "bare", 2),
            "≤ 2" if size <= 1_000 else "≤ 4",
        )
        for victim in ("troupe", "supervisor", "projector") if f"{victim}_s" in rounds[0]
    ]  # fmt: skip


def _announcing(_: int, rounds: Rounds) -> list[Row]:
    bare = f"{_number(_each(rounds, 'bare'))} events/s by bare XADD"
    return [
        Row(
            "events announced/s",
            _number(_each(rounds, "events_per_s")),
            bare,
            _ratio(rounds, "events_per_s", "bare"),
            "≥ 0.7",
        )
    ]


def _reads(_: int, rounds: Rounds) -> list[Row]:
    names = {"ecosystem": "an ecosystem", "events": "a page of 50 events", "sheet": "a character's sheet"}
    return [
        Row(
            f"requests/s: {what}",
            _number(_each(rounds, f"{name}_per_s")),
            f"{_number(_each(rounds, f'{name}_bare'))} requests/s by a bare uvicorn route",
            _ratio(rounds, f"{name}_per_s", f"{name}_bare"),
            "",
        )
        for name, what in names.items()
    ]


def _speech(_: int, rounds: Rounds) -> list[Row]:
    said = rounds[0]
    return [
        Row(f"distinct lines of {said['lines']:,.0f}", f"{said['distinct_share']:.3f}", "1 at best", "", ""),
        Row("repeats of one speaker within 50 lines", f"{said['repeats_within_50']:.0f}", "0 at best", "", ""),
    ]


def _streams(_: int, rounds: Rounds) -> list[Row]:
    crowds = [
        Row(
            f"frames sent/s, {clients} WebSocket clients",
            _number(_each(rounds, f"frames_{clients}")),
            f"{_number(_each(rounds, f'bare_{clients}'))} by a bare uvicorn",
            _ratio(rounds, f"frames_{clients}", f"bare_{clients}"),
            "≥ 0.6",
        )
        for clients in (100, 500)
    ]
    pubsub = "PUBLISH to a subscriber"
    stalled = _ratio(rounds, "frames_stalled", "frames_100")
    return [
        *(
            Row(f"commit to WebSocket client, {name}", f"{_number(_each(rounds, ours))} µs",
                f"{_number(_each(rounds, bare))} µs, {pubsub}", _ratio(rounds, ours, bare), aim)
            for name, ours, bare, aim in (
                ("median", "p50_us", "bare_p50_us", ""), ("99 of 100", "p99_us", "bare_p99_us", "≤ 2, plus 5 ms"),
            )
        ),
        *crowds,
        Row("the same with one who takes nothing, 100", _number(_each(rounds, "frames_stalled")), "without", stalled, "≥ 0.8"),
        *(
            Row(f"command to {what}, {name}", f"{_number(_each(rounds, f'{key}_{share}_us'))} µs", "", "", "")
            for what, key in (("its acknowledgement", "ack"), ("the answer on a stream", "seen"))
            for name, share in (("median", "p50"), ("99 of 100", "p99"))
        ),
    ]  # fmt: skip


def _page(_: int, rounds: Rounds) -> list[Row]:
    waits = [
        Row(f"commit to pixels, {name}", f"{_number(_each(rounds, f'pixels_p{which}_ms'))} ms",
            f"{_number(_each(rounds, f'bare_p{which}_ms'))} ms, a bare page",
            _ratio(rounds, f"pixels_p{which}_ms", f"bare_p{which}_ms", 2), aim)
        for name, which, aim in (("median", 50, ""), ("99 of 100", 99, "≤ 2,000 ms"))
    ]  # fmt: skip
    pictures = [
        Row(f"pictures/s, {size} characters, 50 events/s", _pictures(rounds, size), f"{_pictures(rounds, 'empty')}, empty page",
            _ratio(rounds, f"fps_{size}", "fps_empty"), aim)
        for size, aim in ((77, "≥ 0.95"), (500, "≥ 0.5"))
    ]  # fmt: skip
    return waits + pictures


def _pictures(rounds: Rounds, name: object) -> str:
    """What is known of them, in words."""
    middle, late = _each(rounds, f"frame_{name}_ms").median, _each(rounds, f"frame_p99_{name}_ms").median
    first, second = (_each(rounds, f"{share}_{name}").median for share in ("in_time", "within_two"))
    left = _each(rounds, f"dropped_{name}").median / (_each(rounds, f"frames_{name}").median or 1)
    return (
        f"{_number(_each(rounds, f'fps_{name}'), 1)} (median {middle:.1f}, 99 of 100 {late:.1f} ms; {first:.1%} within 16.7 ms, "
        f"{second:.1%} within 33 ms; {left:.1%} dropped)"
    )


def _page_memory(_: int, rounds: Rounds) -> list[Row]:
    (found,) = rounds[:1]
    steps = ("first", "quarter", "half", "end")
    heap = ", ".join(f"{found[f'heap_mib_{when}']:.1f}" for when in steps)
    nodes = ", ".join(f"{found[f'nodes_{when}']:,.0f}" for when in steps)
    events = f"{found['events']:,.0f} events in {found['minutes']:.1f} min"
    late = f"from half way on {found['heap_mib_least']:.1f} to {found['heap_mib_most']:.1f}"
    return [
        Row(f"heap of the page at the beginning, a quarter, half and the end of {events}", f"{heap} MiB; {late}", "half way",
            f"{found['heap_mib_end'] / found['heap_mib_half']:.2f}", "≤ 1.1"),
        Row("nodes of its document", nodes, "half way", f"{found['nodes_end'] / found['nodes_half']:.2f}", "≤ 1.1"),
    ]  # fmt: skip


def _growth(size: int, rounds: Rounds, hundred: Rounds | None) -> list[Row]:
    wall = _number(_each(rounds, "wall_us"))
    ratio, beside = "", ""
    if hundred is not None:
        ratios = spread([one["cpu_us"] / base["cpu_us"] for one, base in zip(rounds, hundred, strict=True)])
        ratio, beside = _number(ratios, 2), f"{_number(_each(hundred, 'cpu_us'))} µs at 100"
    return [
        Row(
            f"growth: CPU (wall) for each interaction, {size:,} characters",
            f"{_number(_each(rounds, 'cpu_us'))} ({wall}) µs",
            beside,
            ratio,
            "≤ 1.3" if size > 100 else "",
        )
    ]


ROWS: dict[str, Callable[[int, Rounds], list[Row]]] = {
    "D1": _engine, "D2": _durable, "D4": _fanout, "D5": _memory, "D6": _spawn, "D8": _projection, "D9": _recovery,
    "D11": _history, "announcing": _announcing, "page": _page, "page-memory": _page_memory, "reads": _reads,
    "speech": _speech, "streams": _streams,
}  # fmt: skip


def _each(rounds: Rounds, key: str) -> Spread:
    return spread([one[key] for one in rounds])


def _ratio(rounds: Rounds, ours: str, bare: str, digits: int = 3) -> str:
    return _number(spread([one[ours] / one[bare] for one in rounds]), digits)


def _number(figure: Spread, digits: int = 0) -> str:
    """The median, with the quartiles when they differ from it."""
    middle, low, high = (f"{value:,.{digits}f}" for value in figure)
    return middle if low == middle == high else f"{middle} [{low}–{high}]"


def _kinds(rounds: Rounds) -> str:
    """Microseconds of each kind of process."""
    kinds = [key.removeprefix("cpu_us_") for key in rounds[0] if key.startswith("cpu_us_")]
    return ", ".join(f"{kind} {_each(rounds, f'cpu_us_{kind}').median:,.0f}" for kind in kinds)
