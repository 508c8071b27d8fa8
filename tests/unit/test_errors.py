"""Errors: a sentence for people, raw arguments for programs, and both survive a trip between processes."""

import pickle

import pytest

from actors import errors
from actors.errors import FabulaError

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, FabulaError)]


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_survives_pickling_unchanged(kind):
    error = kind("one", "two", "three", "four")
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), copy.args, str(copy)) == (kind, error.args, str(error))


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_reads_as_one_line_with_its_arguments(kind):
    text = str(kind("one", "two", "three", "four"))
    assert "one" in text and "\n" not in text and "{" not in text


def test_braces_in_an_argument_do_no_harm():
    assert "{0}{nobody}" in str(errors.InvalidRequest("--seed", "{0}{nobody}"))
