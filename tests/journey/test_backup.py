"""A backup, as somebody at a terminal makes it and gets it back."""

from pathlib import Path

from tests.journey.shell import Shell, fabula, reason_of


def test_a_world_that_was_destroyed_is_restored_goes_on_and_is_sound(home: Path, tmp_path: Path) -> None:
    file = str(tmp_path / "all.fabula")
    fabula(home, "run", "montagues", "--ticks", "4", "--seed", "1")
    before = fabula(home, "ecosystems").stdout
    ecosystem = before.split()[0]
    assert "1 ecosystems" in fabula(home, "backup", file).stdout
    fabula(home, "delete", ecosystem)
    assert "no ecosystems yet" in fabula(home, "ecosystems").stdout
    said = fabula(home, "restore", file)
    assert ecosystem in said.stdout
    assert said.stderr == ""
    assert fabula(home, "ecosystems").stdout == before
    fabula(home, "verify", ecosystem)  # the chronicle, the tables, the snapshots and the memory index
    assert fabula(home, "recall", ecosystem, "romeo", "love").stdout != ""


def test_what_cannot_be_done_is_one_line_and_changes_nothing(unchanged: Shell, tmp_path: Path) -> None:
    file = tmp_path / "all.fabula"
    assert unchanged.run("backup", str(file)).code == 0
    assert "this file exists" in reason_of(unchanged.run("backup", str(file)))
    assert unchanged.run("backup", str(file), "--overwrite").code == 0
    assert "there is no such file" in reason_of(unchanged.run("restore", str(tmp_path / "nothing")))
    file.write_bytes(file.read_bytes()[:-100])
    assert "no backup of Fabula, or a damaged one" in reason_of(unchanged.run("restore", str(file)))
