"""The loader of named queries."""

import pytest

from storage.queries import load, parse


def test_queries_come_in_the_order_of_their_names():
    discard, save = parse("x.sql", "-- about\n-- name: save\nSELECT 1\n\n-- name: discard\n-- why\nSELECT 2\n").items()
    assert (discard, save) == (("save", "SELECT 1"), ("discard", "-- why\nSELECT 2"))


@pytest.mark.parametrize("text", ["-- name: a\nSELECT 1\n-- name: a\nSELECT 2", "-- name: Bad Name\nSELECT 1", "-- name: a\n\n"])
def test_bad_names_repetitions_and_empty_queries_are_refused(text):
    with pytest.raises(ValueError, match=r"x\.sql"):
        parse("x.sql", text)


@pytest.mark.parametrize("names", [("put",), ("put", "get", "lend")])
def test_a_missing_or_unused_query_is_refused(names):
    with pytest.raises(ValueError, match=r"library\.sql"):
        load("library", *names)


def test_queries_of_another_language_are_in_their_own_folder():
    with pytest.raises(ValueError, match=r"projection\.cypher has .*'mark'.*, the code wants \['nothing'\]"):
        load("projection", "nothing", language="cypher")
