"""Cursors and versions."""

import pytest
from fastapi import Response

from actors.errors import InvalidRequest
from gateway.errors import PreconditionFailed, PreconditionRequired
from gateway.etags import NotModified, expect, tagged
from gateway.paging import decoded, encoded


def test_a_cursor_holds_the_sort_key_after_which_the_next_page_begins():
    assert decoded(encoded([7, "javert"]), (int, str)) == [7, "javert"]
    assert decoded(None, (int, str)) is None


@pytest.mark.parametrize("cursor", ["", "x", "é", "bnVsbA", encoded(["javert", 7]), encoded([7]), encoded([True, "javert"])])
def test_a_cursor_of_something_else_is_refused(cursor):
    with pytest.raises(InvalidRequest, match="query/cursor"):
        decoded(cursor, (int, str))


def test_a_change_must_be_of_the_version_that_is_there():
    expect('"3"', 3)
    expect('"2", W/"3"', 3)
    expect("*", 3)
    with pytest.raises(PreconditionFailed, match='"3"'):
        expect('"2"', 3)
    with pytest.raises(PreconditionRequired):
        expect(None, 3)


def test_what_is_known_already_is_not_sent_again():
    response = Response()
    tagged(response, 3, '"2"')
    assert response.headers["etag"] == '"3"'
    with pytest.raises(NotModified):
        tagged(response, 3, '"3"')
