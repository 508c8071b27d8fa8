"""Every refusal is application/problem+json, whoever refuses."""

import pytest
from fastapi import APIRouter

from actors.errors import ChronicleDamaged, StoreUnavailable
from gateway.errors import PreconditionFailed, TooManyRequests


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/v1/scenarios/atlantis", 404, "scenario_unknown"),
        ("/api/v1/nothing", 404, "not_found"),
        ("/nothing", 404, "not_found"),
    ],
)
async def test_what_is_not_there_is_a_problem_with_a_code(client, path, status, code):
    answer = await client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    problem = answer.json()
    assert problem["code"] == code
    assert problem["status"] == status
    assert problem["instance"] == path
    assert problem["request_id"] == answer.headers["x-request-id"]


async def test_a_method_that_is_not_allowed_says_which_are(client):
    answer = await client.put("/livez")
    assert (answer.status_code, answer.json()["code"], answer.headers["allow"]) == (405, "method_not_allowed", "GET")


@pytest.mark.parametrize(
    ("error", "status", "code", "retry"),
    [
        (StoreUnavailable("Postgres", "gone"), 503, "store_unavailable", "2"),
        (TooManyRequests(7), 429, "too_many_requests", "7"),
        (PreconditionFailed('"9"'), 412, "precondition_failed", None),
        (ChronicleDamaged("verona", "secret rows"), 500, "defect", None),
        (ZeroDivisionError("secret"), 500, "defect", None),
    ],
)
async def test_errors_become_problems_and_defects_tell_nothing_of_what_is_inside(app, client, error, status, code, retry):
    async def failing() -> None:
        raise error

    router = APIRouter()
    router.add_api_route("/failing", failing)
    app.include_router(router)
    answer = await client.get("/failing")
    assert (answer.status_code, answer.json()["code"], answer.headers.get("retry-after")) == (status, code, retry)
    assert "secret" not in answer.text
    assert answer.json()["request_id"] == answer.headers["x-request-id"] != ""


async def test_a_request_keeps_the_id_that_it_came_with_when_that_is_a_plain_one(client):
    kept = await client.get("/livez", headers={"X-Request-ID": "scene-4.1"})
    replaced = await client.get("/livez", headers={"X-Request-ID": "a\tb<script>"})
    assert kept.headers["x-request-id"] == "scene-4.1"
    assert replaced.headers["x-request-id"].isalnum()
