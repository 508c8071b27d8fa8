"""One story by the commands that a user types, on servers and a cluster of its own."""

import json
import re
import shutil
import signal
from pathlib import Path

import pytest

from tests.journey.shell import begun, fabula


@pytest.fixture(scope="module")
def story(home: Path) -> dict[str, object]:
    """What `fabula run --json` says of a run that the other commands then look at."""
    done = fabula(home, "run", "montagues", "--ticks", "20", "--seed", "7", "--json")
    assert "JULIET." in done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_a_run_reports_what_came_of_it(story: dict[str, object]) -> None:
    assert list(story) == [
        "ecosystem", "scenario", "seed", "placement", "troupes", "ticks", "interactions", "events", "hash", "wall_s",
        "interactions_per_s",
    ]  # fmt: skip
    assert (story["scenario"], story["seed"], story["placement"], story["ticks"]) == ("montagues", 7, "auto", 20)
    assert int(str(story["interactions"])) > 20
    assert re.fullmatch("[0-9a-f]{32}", str(story["hash"]))


def test_everything_derived_agrees_with_the_chronicle(home: Path, story: dict[str, object]) -> None:
    report = json.loads(fabula(home, "verify", str(story["ecosystem"]), "--json").stdout)
    assert report["ok"] and report["hash"] == story["hash"]
    assert all(report["checks"].values()) and "memory_index" in report["checks"]


def test_the_memory_index_is_rebuilt_from_postgres(home: Path, story: dict[str, object]) -> None:
    shutil.rmtree(home / "chroma")
    recalled = fabula(home, "recall", str(story["ecosystem"]), "juliet", "Romeo spoke of love").stdout
    assert "remembers nothing" in recalled
    report = json.loads(fabula(home, "verify", str(story["ecosystem"]), "--json", "--rebuild-memory").stdout)
    assert report["ok"]
    recalled = fabula(home, "recall", str(story["ecosystem"]), "juliet", "Romeo spoke of love").stdout
    assert re.match(r" *-?\d\.\d{3}  tick +\d+  ", recalled)


def test_an_ecosystem_is_listed_and_shown(home: Path, story: dict[str, object]) -> None:
    ecosystem = str(story["ecosystem"])
    assert ecosystem in fabula(home, "ecosystems").stdout
    page = fabula(home, "show", ecosystem).stdout
    for part in ("tick 20", "Juliet", "STRONGEST RELATIONSHIPS", "due: nothing", str(story["hash"])):
        assert part in page


def test_events_are_watched_from_any_number_on_as_stored(home: Path, story: dict[str, object]) -> None:
    told = fabula(home, "watch", str(story["ecosystem"]), "--from", "10", "--json", "--no-follow").stdout.splitlines()
    events = [json.loads(line) for line in told]
    assert [event["seq"] for event in events] == list(range(10, int(str(story["events"])) + 1))
    assert events[-1]["kind"] == "tick_completed"


def test_a_transcript_reads_like_a_play(home: Path, story: dict[str, object]) -> None:
    ecosystem = str(story["ecosystem"])
    play = fabula(home, "transcript", ecosystem, "--from", "1", "--to", "5").stdout
    assert re.search(r"^  [A-Z ]+\. \S", play, re.MULTILINE)
    assert "(tick 6)" not in play
    assert "### " in fabula(home, "transcript", ecosystem, "--markdown").stdout


def test_a_run_goes_on_where_it_stopped(home: Path, story: dict[str, object]) -> None:
    half = json.loads(fabula(home, "run", "montagues", "--ticks", "8", "--seed", "7", "--json").stdout.splitlines()[-1])
    whole = fabula(home, "run", "--resume", half["ecosystem"], "--until", "20", "--json", "--placement", "dedicated").stdout
    assert json.loads(whole.splitlines()[-1])["hash"] == story["hash"]
    nothing_more = fabula(home, "run", "--resume", half["ecosystem"], "--until", "19", "--json").stdout
    assert json.loads(nothing_more.splitlines()[-1])["hash"] == story["hash"]
    fabula(home, "delete", half["ecosystem"])
    assert half["ecosystem"] not in fabula(home, "ecosystems").stdout


def test_a_live_ecosystem_prints_what_happens_until_it_is_interrupted(home: Path) -> None:
    with begun(home, "live", "montagues", "--tempo", "0.2", "--seed", "7") as process:
        assert process.stdout is not None
        ecosystem = ""
        for line in process.stdout:
            ecosystem = ecosystem or line.split(": ")[1].split(",")[0]
            if "(tick 5)" in line:
                break
        recalled = fabula(home, "recall", ecosystem, "juliet", "the feud").stdout
        assert "tick" in recalled  # asked of the process that owns the index
        assert json.loads(fabula(home, "verify", ecosystem, "--json").stdout)["ok"]  # while it lives
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=180)
        assert process.returncode == 0, said
        assert f"--resume {ecosystem}" in said
    assert json.loads(fabula(home, "verify", ecosystem, "--json").stdout)["ok"]


def test_ctrl_c_in_a_run_loses_nothing_that_was_committed(home: Path, story: dict[str, object]) -> None:
    with begun(home, "run", "montagues", "--ticks", "100000", "--seed", "7", "--json") as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "(tick 5)" in line:
                break
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=180)
    ecosystem = _newest(home, story)
    assert json.loads(fabula(home, "verify", ecosystem, "--json").stdout)["ok"]


def _newest(home: Path, story: dict[str, object]) -> str:
    """The ecosystem that was begun after the story's, and has come furthest."""
    rows = [line.split() for line in fabula(home, "ecosystems").stdout.splitlines()]
    rows = [row for row in rows if row[0] != story["ecosystem"]]
    return max(rows, key=lambda row: int(row[2]))[0]
