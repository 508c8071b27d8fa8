"""A POST that is sent again with the same Idempotency-Key has no second effect."""

import asyncio

import pytest
from fastapi import APIRouter, Response
from pydantic import BaseModel

from actors.errors import InvalidRequest
from storage import answers


class Order(BaseModel):
    """What the counter below takes."""

    by: int


@pytest.fixture
def counter(app):
    """A route that counts, and does not care for being asked twice."""
    counted = {"sum": 0, "calls": 0, "going": asyncio.Event(), "gate": asyncio.Event()}
    counted["gate"].set()

    async def count(order: Order, response: Response) -> dict[str, int]:
        counted["calls"] += 1
        counted["going"].set()
        await counted["gate"].wait()
        if order.by < 0:
            raise InvalidRequest("body/by", "must not be negative")
        if order.by == 0:
            raise ZeroDivisionError
        counted["sum"] += order.by
        response.headers["Location"] = f"/counts/{counted['sum']}"
        response.status_code = 201
        return {"sum": counted["sum"]}

    router = APIRouter()
    router.add_api_route("/count", count, methods=["POST"])
    app.include_router(router)
    return counted


async def test_the_same_request_again_gets_the_first_answer_and_has_no_second_effect(client, counter):
    first = await client.post("/count", json={"by": 2}, headers={"Idempotency-Key": "a"})
    again = await client.post("/count", json={"by": 2}, headers={"Idempotency-Key": "a"})
    other = await client.post("/count", json={"by": 2}, headers={"Idempotency-Key": "b"})
    assert (first.status_code, first.json(), first.headers["location"]) == (201, {"sum": 2}, "/counts/2")
    assert (again.status_code, again.json(), again.headers["location"]) == (201, {"sum": 2}, "/counts/2")
    assert (again.headers["idempotency-replayed"], first.headers.get("idempotency-replayed")) == ("true", None)
    assert other.json() == {"sum": 4}


async def test_without_a_key_every_request_counts(client, counter):
    for _ in range(2):
        await client.post("/count", json={"by": 1})
    assert counter["sum"] == 2


async def test_a_key_that_belongs_to_another_request_is_refused(client, counter):
    await client.post("/count", json={"by": 2}, headers={"Idempotency-Key": "a"})
    answer = await client.post("/count", json={"by": 3}, headers={"Idempotency-Key": "a"})
    assert (answer.status_code, answer.json()["code"], counter["sum"]) == (422, "key_reused", 2)


async def test_while_the_first_is_worked_on_the_second_is_told_to_come_back(client, counter):
    counter["gate"].clear()
    first = asyncio.create_task(client.post("/count", json={"by": 2}, headers={"Idempotency-Key": "a"}))
    await counter["going"].wait()
    answer = await client.post("/count", json={"by": 2}, headers={"Idempotency-Key": "a"})
    assert (answer.status_code, answer.json()["code"]) == (409, "key_in_flight")
    counter["gate"].set()
    assert (await first).json() == {"sum": 2}


async def test_of_many_at_once_one_has_an_effect(client, counter):
    many = [client.post("/count", json={"by": 1}, headers={"Idempotency-Key": "a"}) for _ in range(20)]
    answers = await asyncio.gather(*many)
    assert counter["sum"] == 1
    assert {answer.status_code for answer in answers} <= {201, 409}


@pytest.mark.parametrize(("by", "status"), [(-1, 422), (0, 500)])
async def test_what_was_refused_or_failed_may_be_tried_again(client, counter, by, status):
    for _ in range(2):
        answer = await client.post("/count", json={"by": by}, headers={"Idempotency-Key": "a"})
        assert answer.status_code == status
    assert counter["calls"] == 2


async def test_whoever_died_at_work_is_taken_over_from_after_a_while(client, app, counter, monkeypatch):
    counter["gate"].clear()
    dead = asyncio.create_task(client.post("/count", json={"by": 2}, headers={"Idempotency-Key": "a"}))
    await counter["going"].wait()
    monkeypatch.setattr(answers, "LEASE", answers.LEASE * 0)
    counter["gate"].set()
    again = await client.post("/count", json={"by": 2}, headers={"Idempotency-Key": "a"})
    assert again.status_code == 201
    await dead


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 129, "schlüssel"])
async def test_a_key_must_be_plain(client, counter, key):
    answer = await client.post("/count", json={"by": 1}, headers={"Idempotency-Key": key.encode()})
    assert (answer.status_code, counter["sum"]) == (422, 0)


@pytest.mark.parametrize("key", [{}, {"Idempotency-Key": "a"}])
@pytest.mark.parametrize("told", [True, False])
async def test_a_body_that_is_too_long_is_refused(client, app, counter, key, told):
    body = b'{"by": 1' + b" " * app.state.settings.body_limit + b"}"

    async def parts():
        yield body[:1000]
        yield body[1000:]

    headers = {"Content-Type": "application/json", **key}
    answer = await client.post("/count", content=body if told else parts(), headers=headers)
    assert (answer.status_code, answer.json()["code"], counter["sum"]) == (413, "content_too_large", 0)
