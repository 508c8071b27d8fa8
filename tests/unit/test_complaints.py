"""Complaints: why an ecosystem does not go on is said once, and again when the reason is another."""

import pytest

from runtime.cli.progress import Complaints
from runtime.status import Status


def status(state: str, reason: str) -> Status:
    return Status("verona", state, reason, 3, 9, "hash", 0, 0)


@pytest.fixture
def told(capsys):
    """What was said after these statuses."""

    def tell(*statuses: Status) -> list[str]:
        complaints = Complaints()
        for one in statuses:
            complaints.hear(one)
        return capsys.readouterr().err.splitlines()

    return tell


def test_a_reason_is_said_once(told):
    waiting = status("waiting", "Postgres does not answer")
    assert told(waiting, waiting, waiting) == ["fabula: waiting: Postgres does not answer"]


def test_another_reason_is_said_too(told):
    assert told(status("waiting", "one"), status("waking", "another")) == ["fabula: waiting: one", "fabula: waking: another"]


def test_a_reason_that_says_what_it_waits_for_is_not_introduced(told):
    assert told(status("waiting", "waiting for 0.01 CPUs")) == ["fabula: waiting for 0.01 CPUs"]


def test_who_goes_on_has_nothing_to_complain_about(told):
    assert told(status("running", "troupe 1 is lost"), status("waking", "")) == []
