"""What GraphQL tells of an ecosystem, to whom, and in how many questions to the database."""

import pytest
from graphql import get_introspection_query

from tests.contract.gateway.conftest import asking
from tests.contract.gateway.people import person

PATH = "/api/v1/graphql"


async def test_one_question_goes_from_people_to_what_is_between_them(ask):
    answer = await ask(
        """query ($id: ID!) { ecosystem(id: $id) {
            id title tick population
            characters { id name place
                relationships { kind affinity target { id name } }
                regardedBy { owner { id } }
                interactions(limit: 1) { tick move initiator { id } responder { id } witnesses }
                memories(limit: 2) { text tick importance }
            } } }""",
        id="montreuil",
    )
    assert "errors" not in answer
    world = answer["data"]["ecosystem"]
    assert (world["id"], world["title"], world["tick"], world["population"]) == ("montreuil", "Montreuil", 3, 3)
    people = {one["id"]: one for one in world["characters"]}
    assert list(people) == ["cosette", "javert", "valjean"]
    assert people["valjean"]["place"] == "place-3"
    assert [one["target"]["id"] for one in people["javert"]["relationships"]] == ["valjean"]
    assert {one["owner"]["id"] for one in people["javert"]["regardedBy"]} == {"cosette", "valjean"}
    (scene,) = people["cosette"]["interactions"]
    assert scene == {
        "tick": 3, "move": "accuse", "initiator": {"id": "javert"}, "responder": {"id": "valjean"}, "witnesses": ["cosette"]
    }  # fmt: skip
    assert [memory["tick"] for memory in people["cosette"]["memories"]] == [3, 3]


async def test_lists_go_on_where_they_stopped(ask):
    first = await ask('{ ecosystem(id: "montreuil") { characters(limit: 2) { id } interactions(limit: 4) { seq } } }')
    world = first["data"]["ecosystem"]
    last = world["characters"][-1]["id"], world["interactions"][-1]["seq"]
    second = await ask(
        'query ($after: ID!, $before: Number!) { ecosystem(id: "montreuil") {'
        " characters(after: $after) { id } interactions(before: $before) { seq } } }",
        after=last[0],
        before=last[1],
    )
    rest = second["data"]["ecosystem"]
    assert [one["id"] for one in world["characters"] + rest["characters"]] == ["cosette", "javert", "valjean"]
    assert len({one["seq"] for one in world["interactions"] + rest["interactions"]}) == 6


async def test_relationships_and_interactions_are_chosen(ask):
    answer = await ask(
        """{ ecosystem(id: "montreuil") {
            own: relationships(owner: "cosette") { target { id } }
            later: relationships(after: ["javert", "valjean"]) { owner { id } }
            none: interactions(move: "forgive") { id }
            some: interactions(place: "town", move: "accuse", outcome: "refuse", limit: 1) { id }
            nobody: character(id: "gavroche") { id }
            somebody: character(id: "javert") { relationships(kind: "friend") { kind } }
        } }"""
    )
    world = answer["data"]["ecosystem"]
    assert world["own"] == [{"target": {"id": "javert"}}]
    assert world["later"] == [{"owner": {"id": "valjean"}}]
    assert (world["none"], len(world["some"])) == ([], 1)
    assert (world["nobody"], world["somebody"]) == (None, {"relationships": []})


async def test_the_number_of_queries_does_not_grow_with_the_people(ask, app, monkeypatch):
    asked = []
    batches = app.state.ports.pages.batches
    fetch = type(batches)._fetch

    async def counted(self, query, *arguments):
        asked.append(query)
        return await fetch(self, query, *arguments)

    monkeypatch.setattr(type(batches), "_fetch", counted)
    await ask(
        """{ ecosystem(id: "montreuil") { characters {
            relationships { target { name relationships { target { name } } } owner { name } }
            interactions { initiator { name } responder { name } } memories { text } } } }"""
    )
    assert len(asked) <= 8


async def test_somebody_elses_ecosystem_does_not_exist(app, montreuil):
    query = {"query": '{ ecosystem(id: "montreuil") { characters { memories { text } } } }'}
    async with asking(app) as stranger:
        stranger.headers.update((await person(app, "stranger")).headers)
        answer = (await stranger.post(PATH, json=query)).json()
        unknown = (await stranger.post(PATH, json={"query": '{ ecosystem(id: "nowhere") { id } }'})).json()
    assert answer["data"] is None
    assert answer["errors"][0]["extensions"]["code"] == "ecosystem_unknown"
    assert unknown["errors"][0]["extensions"]["code"] == "ecosystem_unknown"
    assert answer["errors"][0]["message"] == unknown["errors"][0]["message"].replace("nowhere", "montreuil")


async def test_who_has_not_signed_in_is_told_nothing(visitor, montreuil):
    assert (await visitor.post(PATH, json={"query": "{ __typename }"})).status_code == 401


async def test_what_there_is_to_ask_for_is_no_secret_and_nothing_can_be_changed(ask):
    answer = await ask("{ __schema { queryType { fields { name type { ofType { name } } } } mutationType { name } } }")
    schema = answer["data"]["__schema"]
    assert [field["name"] for field in schema["queryType"]["fields"]] == ["ecosystem"]
    assert schema["mutationType"] is None
    assert "errors" in await ask("mutation { x }")


async def test_the_introspection_that_tools_send_is_answered(ask):
    assert "errors" not in await ask(get_introspection_query())


@pytest.mark.parametrize("defect", [ValueError("secret rows"), KeyError("secret")])
async def test_a_defect_tells_nothing_of_what_is_inside(ask, app, monkeypatch, defect):
    async def failing(*_):
        raise defect

    monkeypatch.setattr(type(app.state.ports.store), "head", failing)
    answer = await ask('{ ecosystem(id: "montreuil") { id } }')
    assert answer["errors"][0]["extensions"]["code"] == "defect"
    assert "secret" not in str(answer)
