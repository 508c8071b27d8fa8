"""Reviewing what somebody sends as a scenario: every mistake is named with its place, and no text is a bomb."""

import time
from pathlib import Path

import pytest
import yaml

from scenarios.files import BUNDLED, PARTS
from scenarios.reviewing import MOST, review_data, review_texts

INN = {
    "schema": 1,
    "id": "inn",
    "title": "The inn",
    "places": [{"id": "bar", "name": "the bar", "at": "at the bar"}],
    "cast": [{"id": "host", "name": "The host"}, {"id": "guest", "name": "A guest"}],
}


def complaints(review) -> list[tuple[str, str, str]]:
    return [(one.file, one.key, one.reason) for one in review.complaints]


@pytest.mark.parametrize("scenario", ["les-miserables", "montagues"])
def test_the_bundled_scenarios_are_good(scenario):
    folder = Path(BUNDLED / scenario)
    names = ["scenario.yaml", *(f"{key}.yaml" for key in PARTS if (folder / f"{key}.yaml").is_file())]
    review = review_texts({name: (folder / name).read_text("utf-8") for name in names})
    assert review.complaints == ()
    assert min(review.cast, review.places, review.relationships) > 0


def test_values_and_texts_are_reviewed_alike():
    assert review_data(INN) == review_texts({"scenario.yaml": yaml.safe_dump(INN)})
    assert review_data(INN).cast == 2
    assert review_data({}).complaints == review_texts({"scenario.yaml": "{}"}).complaints


def test_every_mistake_is_named():
    wrong = {
        **INN,
        "cast": [{"id": "Host", "name": ""}, {"id": "guest", "name": "A", "traits": {"openness": "much"}}],
        "weather": "rain",
    }
    keys = {key for _, key, _ in complaints(review_data(wrong))}
    assert keys == {"cast[0].id", "cast[0].name", "cast[1].traits.openness", "weather"}


def test_every_reference_that_does_not_hold_is_named():
    wrong = {**INN, "relationships": [{"from": "host", "to": "nobody"}, {"from": "guest", "to": "guest"}]}
    assert [key for _, key, _ in complaints(review_data(wrong))] == ["relationships[0].to", "relationships[1].to"]


def test_a_mistake_is_named_with_the_file_it_is_in():
    main = {key: value for key, value in INN.items() if key != "cast"}
    review = review_texts({"scenario.yaml": yaml.safe_dump(main), "cast.yaml": "- {id: host, name: 5}"})
    assert complaints(review) == [("cast.yaml", "cast[0].name", "must be a text (put it in quotes)")]
    twice = review_texts({"scenario.yaml": yaml.safe_dump(INN), "cast.yaml": "[]"})
    assert complaints(twice)[0][:2] == ("scenario.yaml", "cast")


def test_files_that_are_no_yaml_are_named_each_with_the_line():
    review = review_texts({"scenario.yaml": "id: [}", "cast.yaml": "a: 1\na: 2"})
    assert [(file, key) for file, key, _ in complaints(review)] == [("scenario.yaml", "line 1"), ("cast.yaml", "line 2")]


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]",
        "[" * 100_000,
        "{a: " * 50_000,
        "- " * 100_000,
        "!!python/object/apply:os.system ['true']",
        "a: " + "9" * 5000,
        "? [1, 2]\n: x",
        "when: 2021-13-45",
        "a: \x00",
        "- &x\n  <<: *x",
        "\ud800",
        "",
        "null",
        "- 1",
    ],
)
def test_no_text_is_a_bomb(text):
    begun = time.perf_counter()
    assert len(review_texts({"scenario.yaml": text}).complaints) == 1
    assert time.perf_counter() - begun < 2


def test_values_that_are_nested_too_deeply_are_refused():
    deep: list = []
    for _ in range(5_000):
        deep = [deep]
    assert "levels deep" in review_data({**INN, "cast": deep}).complaints[0].reason


def test_a_review_has_an_end_and_repeats_no_long_text():
    many = {**INN, "cast": [{"id": "host", "name": "x", "k" * 10_000: 1}] * 2_000}
    review = review_data(many)
    assert len(review.complaints) == MOST
    assert all(len(one.key) <= 200 and len(one.reason) <= 400 for one in review.complaints)


@pytest.mark.parametrize("genre", ["../classic", "/etc", "classic/speech", 5, None, ["classic"]])
def test_a_genre_that_there_is_not_is_refused(genre):
    assert [one.key for one in review_data({**INN, "genre": genre}).complaints] == ["genre"]
