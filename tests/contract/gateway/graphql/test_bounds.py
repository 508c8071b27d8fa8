"""Questions that ask for too much are refused before anything is read, and none of them takes long."""

import re
import time

import pytest

PATH = "/api/v1/graphql"


def nested(depth: int) -> str:
    """A question that is so many fields deep."""
    return '{ ecosystem(id: "montreuil") { character(id: "javert") ' + _chain(depth - 2) + "} }"


def _chain(depth: int) -> str:
    return (
        "{ id }" if depth == 1 else "{ relationships(limit: 1) { target " + _chain(depth - 2) + "} }" if depth > 2 else "{ name }"
    )


def messages(answer: dict) -> str:
    return " ".join(error["message"] for error in answer.get("errors", []))


async def test_depth_has_a_limit(ask):
    assert "errors" not in await ask(nested(7))
    assert "deeper than 8" in messages(await ask(nested(11)))


@pytest.mark.parametrize(
    "query",
    [
        '{ ecosystem(id: "a") { characters(limit: 100) { relationships(limit: 100) { kind target { name } } } } }',
        '{ ecosystem(id: "a") { characters(limit: 1000000) { interactions(limit: 99) { move } memories(limit: 9) { text } } } }',
        'query ($n: Int!) { ecosystem(id: "a") { characters(limit: $n) { relationships(limit: $n) { kind } } } }',
        '{ ecosystem(id: "a") { characters(limit: 100) { ...f } } } fragment f on Character { memories(limit: 100) { id } }',
        '{ ecosystem(id: "a") { ' + "".join(f"a{n}: characters(limit: 100) {{ id }} " for n in range(120)) + "} }",
    ],
)
async def test_what_asks_for_too_many_things_is_refused_whatever_its_form(ask, query):
    assert re.search("are the most|more than 1000 tokens", messages(await ask(query, n=1)))


@pytest.mark.parametrize("limit", ["0", "-1", "101", "99999999999"])
async def test_a_limit_has_bounds(ask, limit):
    assert messages(await ask(f'{{ ecosystem(id: "montreuil") {{ characters(limit: {limit}) {{ id }} }} }}'))


@pytest.mark.parametrize(
    "query",
    [
        "{" * 3_000,
        "{ a " * 400,
        "{ a" + " a" * 900 + " }",
        "query " + "(" * 999,
        "fragment a on Ecosystem { ...b } fragment b on Ecosystem { ...a } { ecosystem(id: \"a\") { ...a } }",
        "".join(f"fragment f{n} on Ecosystem {{ ...f{n + 1} ...f{n + 1} }} " for n in range(60))
        + 'fragment f60 on Ecosystem { id } { ecosystem(id: "a") { ...f0 } }',
        '{ ecosystem(id: "a") { ' + " ".join(f"a{n}: id" for n in range(2_000)) + "} }",
        "{ ecosystem(id: \"\\u0000\") { id } }",
        "{ ecosystem(id: \"" + "x" * 5_000 + "\") { id } }",
        "subscription { x }",
        "query a { ecosystem(id: 5.5) { id } } query b { __typename }",
        '{ ecosystem(id: "montreuil") { interactions(before: -1) { id } } }',
        '{ ecosystem(id: "montreuil") { interactions(before: 99999999999999999999) { id } } }',
        '{ ecosystem(id: "montreuil") { relationships(after: ["a"]) { kind } } }',
        "query ($x: Number!) { ecosystem(id: \"montreuil\") { interactions(before: $x) { id } } }",
    ],
)  # fmt: skip
async def test_no_question_is_a_bomb_or_a_defect(ask, query):
    begun = time.perf_counter()
    answer = await ask(query, x=True)
    assert time.perf_counter() - begun < 3
    assert answer["errors"] and answer.get("data") is None
    assert "defect" not in str(answer)


@pytest.mark.parametrize(
    "body",
    [{}, {"query": "\x00"}, {"query": ""}, {"query": "x" * 20_001}, {"query": 5}, {"query": "{ __typename }", "extensions": {}}],
)
async def test_what_is_no_question_is_refused(client, montreuil, body):
    assert (await client.post(PATH, json=body)).status_code == 422


async def test_questions_come_by_post_only(client):
    assert (await client.get(PATH, params={"query": "{ __typename }"})).status_code == 405
