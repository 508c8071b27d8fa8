"""What benchmarks make of their measurements: spreads, rows, tables, and results by commit."""

from pathlib import Path

import pytest

from benchmarks.__main__ import chosen, numbers, parser
from benchmarks.history import history
from benchmarks.measuring import cases
from benchmarks.plan import ALL, Plan
from benchmarks.results import keep, last
from benchmarks.rows import rows
from benchmarks.spread import percentile, spread
from benchmarks.table import COLUMNS, as_markdown, show

MACHINE = {
    "cpus": 2, "processor": "a small one", "memory_gib": 4, "system": "Linux 6", "python": "3.11.7", "ray": "2.60", "load": 0.1,
    "postgres": "18.0", "fsync": "on", "synchronous_commit": "on",
}  # fmt: skip


def result(*measured: tuple[str, int, list[dict[str, float]]]) -> dict:
    made = [{"benchmark": name, "characters": size, "rounds": rounds} for name, size, rounds in measured]
    return {"commit": "abc", "date": "2026-01-02", "machine": MACHINE, "cases": made}


def test_a_spread_is_the_median_between_its_quartiles():
    assert spread([5, 1, 4, 2, 3]) == (3, 2, 4)
    assert spread([7]) == (7, 7, 7)


@pytest.mark.parametrize(("hundredths", "found"), [(1, 1), (50, 50), (99, 99), (100, 100)])
def test_a_percentile_is_one_of_the_values(hundredths, found):
    assert percentile(list(range(100, 0, -1)), hundredths) == found


def test_a_ratio_is_taken_in_each_round_and_not_of_medians():
    rounds = [{"interactions_per_s": ours, "bare": bare} for ours, bare in ((10, 10), (90, 30), (20, 10))]
    (row,) = rows(result(("D1", 1000, rounds)))
    assert (row.figure, row.ratio, row.aim) == ("20 [15–55]", "2.000 [1.500–2.500]", "≥ 3")


def test_growth_stands_beside_a_hundred_characters_of_the_same_round():
    small = [{"cpu_us": us, "wall_us": us} for us in (100.0, 200.0, 400.0)]
    large = [{"cpu_us": us, "wall_us": us} for us in (130.0, 260.0, 520.0)]
    ratios = [row.ratio for row in rows(result(("growth", 100, small), ("growth", 10_000, large)))]
    assert ratios == ["1.00", "1.30"]


def test_memory_is_a_share_of_a_bare_actor():
    (row,) = rows(result(("D5", 1000, [{"bytes": 256 * 1024.0, "bare": 50 * 2**20}])))
    assert (row.figure, row.bare, row.ratio) == ("256 KiB", "50 MiB, a Ray actor", "1/200")


def test_recovery_has_a_row_for_each_process_that_was_killed():
    rounds = [{"bare": 1.0, "troupe_s": 1.5, "supervisor_s": 3.0}]
    found = [(row.what, row.ratio, row.aim) for row in rows(result(("D9", 1_000, rounds)))]
    assert found == [
        ("D9 killed troupe to what it does next, 1,000 characters", "1.50", "≤ 2"),
        ("D9 killed supervisor to what it does next, 1,000 characters", "3.00", "≤ 2"),
    ]
    assert rows(result(("D9", 10_000, rounds)))[0].aim == "≤ 4"


def test_announcing_stands_beside_bare_entries():
    (row,) = rows(result(("announcing", 0, [{"events_per_s": 900.0, "bare": 1000.0}])))
    assert (row.figure, row.bare, row.ratio) == ("900", "1,000 events/s by bare XADD", "0.900")


def test_the_page_stands_beside_a_bare_one_and_an_empty_one():
    pictures = {
        f"{what}_{name}{unit}": value
        for name, rate in (("empty", 60.0), ("77", 57.0), ("500", 30.0))
        for what, unit, value in (
            ("fps", "", rate), ("frame", "_ms", 16.7), ("frame_p99", "_ms", 33.4), ("in_time", "", 0.95),
            ("within_two", "", 1.0), ("dropped", "", 6.0), ("frames", "", 600.0),
        )
    }  # fmt: skip
    waits = {"pixels_p50_ms": 40.0, "pixels_p99_ms": 80.0, "bare_p50_ms": 10.0, "bare_p99_ms": 20.0}
    found = rows(result(("page", 0, [{**pictures, **waits}])))
    assert [row.ratio for row in found] == ["4.00", "4.00", "0.950", "0.500"]
    assert found[2].figure == ("57.0 (median 16.7, 99 of 100 33.4 ms; 95.0% within 16.7 ms, 100.0% within 33 ms; 1.0% dropped)")


def test_what_a_page_keeps_stands_beside_what_it_kept_halfway():
    kept = {
        f"{what}_{when}": 10.0 for what in ("heap_mib", "nodes") for when in ("first", "quarter", "half", "end", "least", "most")
    }
    heap, nodes = rows(result(("page-memory", 0, [{**kept, "heap_mib_end": 11.0, "events": 60_000.0, "minutes": 20.0}])))
    assert heap.figure == "10.0, 10.0, 10.0, 11.0 MiB; from half way on 10.0 to 10.0"
    assert (heap.ratio, nodes.ratio) == ("1.10", "1.00")


def test_results_are_kept_line_by_line_and_the_last_one_is_read(tmp_path: Path):
    file = tmp_path / "results.jsonl"
    assert last(file) is None
    for commit in ("one", "two"):
        keep(
            {**result(("speech", 0, [{"lines": 3.0, "distinct_share": 2 / 3, "repeats_within_50": 0.0}])), "commit": commit}, file
        )
    assert len(file.read_text("utf-8").splitlines()) == 2
    kept = last(file)
    assert kept is not None and kept["commit"] == "two"
    assert kept["cases"][0]["rounds"][0]["distinct_share"] == 0.666667


def test_markdown_has_one_line_for_each_row():
    measured = result(("D11", 0, [{"cpu_us": 110.0, "bare": 100.0}]))
    text = as_markdown(measured).splitlines()
    assert text[0].startswith("Commit abc on 2026-01-02: ")
    assert text[2] == f"| {' | '.join(COLUMNS)} |"
    assert text[4:] == ["| D11 CPU for each interaction, late | 110 µs | 100 µs, early | 1.100 | ≤ 1.1 |"]


def test_the_table_shows_quartiles_in_brackets(capsys):
    show(result(("D11", 0, [{"cpu_us": late, "bare": 100.0} for late in (100.0, 110.0, 150.0)])))
    shown = capsys.readouterr().out
    assert "[and quartiles]" in shown
    assert "1.100" in shown and "[1.050" in shown


def test_what_is_left_out_is_measured_as_planned():
    options = parser().parse_args([])
    assert (options.only, options.rounds, options.sizes, options.growth) == (ALL, 5, Plan().sizes, Plan().growth)
    assert parser().parse_args(["--only", "D11,D2", "--sizes", "1000,77"]).only == ("D2", "D11")
    assert numbers("1000,77") == (77, 1000)
    with pytest.raises(SystemExit):
        parser().parse_args(["--only", "D3"])
    assert chosen("speech") == ("speech",)


def test_memory_and_starting_are_measured_at_the_largest_size():
    assert cases(Plan(("D2", "D5", "D4"), sizes=(8, 9))) == [("D2", 8), ("D2", 9), ("D5", 9), ("D4", 0)]


async def test_an_old_world_is_measured_beside_a_young_one(monkeypatch):
    monkeypatch.setattr("benchmarks.history.CAST", 8)
    found = await history(Plan(young=2, old=9, window=3), 0)
    assert set(found) == {"cpu_us", "bare", "tick_ms", "early_tick_ms"}
    assert min(found.values()) > 0
