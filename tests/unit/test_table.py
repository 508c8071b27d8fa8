"""Rows with people in them, as lines in columns."""

from runtime.cli.table import Who, columns, people_of

NAMES = {"valjean": "Jean Valjean", "javert": "Javert"}


def test_people_are_named_and_cells_stand_under_each_other():
    rows = [(Who("valjean"), "→", Who("javert"), "-5", "enemy"), (Who("javert"), "→", Who("valjean"), "-1000", "rival")]
    assert list(columns(rows, NAMES)) == [
        "Jean Valjean → Javert          -5 enemy",
        "Javert       → Jean Valjean -1000 rival",
    ]


def test_several_people_in_one_cell_are_listed():
    assert list(columns([("2", (Who("valjean"), Who("javert"))), ("10", ())], NAMES)) == [" 2 Jean Valjean, Javert", "10"]


def test_whoever_has_no_name_is_shown_by_id_and_text_is_left_as_it_is():
    assert list(columns([(Who("zorro"), "javert")], NAMES)) == ["zorro javert"]


def test_everybody_is_asked_for_once():
    rows = [(Who("b"), "a"), ("x", (Who("a"), Who("b")))]
    assert people_of(rows) == ["b", "a"]


def test_without_rows_there_are_no_lines():
    assert list(columns([], {})) == []
