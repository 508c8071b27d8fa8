"""Background work by the commands that a user types: ordered, done beside a world that lives, looked at, and refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from runtime.services.locks import wait_until
from tests.journey.shell import SECONDS, Shell, begun, fabula

NOBODY = "nobody-000000"
UNKNOWN = f"no ecosystem has the id '{NOBODY}'; `fabula ecosystems` lists them"


def told(home: Path, *arguments: str) -> list[dict[str, Any]]:
    """What a command on jobs says to programs."""
    return [json.loads(line) for line in fabula(home, "jobs", *arguments, "--json").stdout.splitlines()]


def done(home: Path, job: int) -> Callable[[], bool]:
    return lambda: told(home, "show", str(job))[0]["state"] == "done"


@pytest.fixture(scope="module")
def ecosystem(home: Path) -> str:
    fabula(home, "services", "up")
    summary = fabula(home, "run", "montagues", "--ticks", "10", "--seed", "7", "--json").stdout.splitlines()[-1]
    return str(json.loads(summary)["ecosystem"])


def test_jobs_are_ordered_listed_done_and_shown_with_their_result(home: Path, ecosystem: str) -> None:
    assert "no jobs yet" in fabula(home, "jobs").stdout
    ordered = [told(home, "add", kind, ecosystem)[0] for kind in ("re-embed", "snapshots", "verify")]
    assert told(home, "add", "verify", ecosystem) == ordered[2:]
    assert [job["state"] for job in told(home, "list", "--ecosystem", ecosystem)] == ["waiting"] * 3
    fabula(home, "jobs", "work", "--drain")
    results = {job["kind"]: job["result"] for job in told(home, "list")}
    assert results["re-embed"]["memories"] > 0
    assert results["snapshots"] == {"snapshots": 8}
    assert results["verify"]["ok"] and results["verify"]["checks"]["memory_index"]
    page = fabula(home, "jobs", "show", str(ordered[0]["id"])).stdout
    assert "state        done" in page and '{"memories":' in page
    assert json.loads(fabula(home, "verify", ecosystem, "--json").stdout)["ok"]


def test_a_command_that_lets_a_world_live_does_jobs_too_even_those_for_the_owner_of_the_index(home: Path, ecosystem: str) -> None:
    with begun(home, "live", "--resume", ecosystem, "--tempo", "0.2") as living:
        jobs = [told(home, "add", kind, ecosystem)[0] for kind in ("snapshots", "re-embed", "verify")]
        for job in jobs:
            wait_until(done(home, job["id"]), SECONDS)
        living.terminate()
        living.communicate(timeout=SECONDS)
    found = [told(home, "show", str(job["id"]))[0] for job in jobs]
    assert [job["attempts"] for job in found] == [1, 1, 1]
    assert found[2]["result"]["ok"], found[2]
    assert found[2]["result"]["checks"]["memory_index"]
    assert json.loads(fabula(home, "verify", ecosystem, "--json").stdout)["ok"]


def test_a_schedule_is_kept_and_taken_back(home: Path, ecosystem: str) -> None:
    (made,) = told(home, "add", "verify", ecosystem, "--every", "30 3 * * *")
    assert told(home, "schedules") == [made]
    assert (made["kind"], made["cron"]) == ("verify", "30 3 * * *")
    fabula(home, "jobs", "unschedule", "verify", ecosystem)
    assert told(home, "schedules") == []


def test_a_job_is_cancelled_and_tried_again(home: Path, ecosystem: str) -> None:
    (job,) = told(home, "add", "verify", ecosystem)
    number = str(job["id"])
    assert told(home, "cancel", number)[0]["state"] == "cancelled"
    assert told(home, "retry", number)[0]["state"] == "waiting"
    assert told(home, "cancel", number)[0]["state"] == "cancelled"


def test_deleting_an_ecosystem_removes_its_jobs(home: Path, ecosystem: str) -> None:
    told(home, "add", "verify", ecosystem)
    fabula(home, "delete", ecosystem)
    assert told(home, "list") == []
    fabula(home, "jobs", "work", "--drain")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("add", "verify", NOBODY), UNKNOWN),
        (
            ("add", "verify", NOBODY, "--every", "0 3 * * *"),
            f"no ecosystem has the id '{NOBODY}'; `fabula ecosystems` lists them",
        ),
        (("list", "--ecosystem", NOBODY), UNKNOWN),
        (("show", "77"), "no job has the number 77; `fabula jobs` lists them"),
        (("cancel", "77"), "no job has the number 77; `fabula jobs` lists them"),
        (("retry", "77"), "no job has the number 77; `fabula jobs` lists them"),
        (("unschedule", "verify", NOBODY), f"verify of {NOBODY}: it has no schedule; `fabula jobs schedules` lists them"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(served: Shell, arguments: tuple[str, ...], reason: str) -> None:
    assert served.refusal("jobs", *arguments) == reason
    assert served.run("jobs", "list", "--json").out == ""
    assert served.run("jobs", "schedules", "--json").out == ""


def test_a_heartbeat_that_makes_no_sense_is_refused_by_its_name(shell: Shell) -> None:
    shell.variables = {"FABULA_JOB_HEARTBEAT": "0"}
    assert shell.refusal("jobs").startswith("FABULA_JOB_HEARTBEAT: input should be greater than or equal to 0.5")
