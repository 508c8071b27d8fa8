"""The edition: the same for the same code, another one as soon as a node would run something else."""

import shutil

import pytest

from runtime import edition as module

of = module.edition.__wrapped__


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of some of the code, which is looked at instead."""
    for package in module.PACKAGES:
        (tmp_path / package).mkdir()
    shutil.copy(module.ROOT / "actors" / "dice.py", tmp_path / "actors")
    shutil.copytree(module.ROOT / "storage" / "sql", tmp_path / "storage" / "sql")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    return tmp_path


def test_the_same_code_has_the_same_edition_wherever_it_lies(copy, tmp_path_factory, monkeypatch):
    here = of()
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    shutil.copytree(copy, elsewhere, dirs_exist_ok=True)
    monkeypatch.setattr(module, "ROOT", elsewhere)
    assert of() == here


@pytest.mark.parametrize("file", ["actors/dice.py", "storage/sql/chronicle.sql"])
def test_a_changed_line_of_code_or_sql_is_another_edition(copy, file):
    before = of()
    with (copy / file).open("a") as code:
        code.write("\n-- changed\n")
    assert of() != before


def test_a_file_under_another_name_is_another_edition(copy):
    before = of()
    (copy / "actors" / "dice.py").rename(copy / "actors" / "dices.py")
    assert of() != before


def test_what_is_compiled_or_beside_the_code_does_not_count(copy):
    before = of()
    (copy / "actors" / "__pycache__").mkdir()
    (copy / "actors" / "__pycache__" / "dice.cpython-311.pyc").write_bytes(b"compiled")
    (copy / "notes.py").write_text("# not of a package")
    assert of() == before
