"""Background work over the API, for whoever owns the ecosystem."""

import pytest

from actors.ports import Store
from gateway.schemas.jobs import Kind
from runtime.jobs.kinds import KINDS
from runtime.jobs.offers import OFFERS
from storage.jobs.book import JobBook

PATH = "/api/v1/ecosystems/montreuil/jobs"


@pytest.fixture
async def store(app) -> Store:
    return app.state.ports.store


@pytest.fixture
async def book(app, store, tale, another) -> JobBook:
    """The book of jobs; Montreuil and Digne belong to nobody."""
    await tale.found(store)
    await another.found(store)
    return app.state.ports.jobs


def test_what_can_be_ordered_can_be_done_and_the_other_way_round():
    assert set(KINDS) == set(OFFERS) == set(Kind.__args__)


async def test_a_job_is_ordered_once_looked_at_cancelled_and_tried_again(client, book):
    ordered = await client.post(PATH, json={"kind": "verify"})
    assert (ordered.status_code, ordered.json()["state"]) == (202, "waiting")
    assert (await client.post(PATH, json={"kind": "verify"})).json()["id"] == ordered.json()["id"]
    path = ordered.headers["location"]
    assert (await client.get(path)).json() == ordered.json()
    assert (await client.post(f"{path}/cancel")).json()["state"] == "cancelled"
    assert (await client.post(f"{path}/cancel")).json()["code"] == "conflict"
    assert (await client.post(f"{path}/retry")).json()["state"] == "waiting"
    assert (await client.post(f"{path}/retry")).status_code == 409


async def test_progress_and_result_are_told(client, book, sql):
    job = await book.order("montreuil", "snapshots", 3)
    running = await book.begin(job.id, await sql.fetchval("SELECT message FROM fabula.jobs WHERE id = $1", job.id))
    await book.advance(job.id, running.turn, 3, 12, "ticks")
    told = (await client.get(f"{PATH}/{job.id}")).json()
    assert (told["state"], told["progress"], told["total"], told["step"]) == ("running", 3, 12, "ticks")
    await book.finish(job.id, running.turn, {"snapshots": 3})
    assert (await client.get(f"{PATH}/{job.id}")).json()["result"] == {"snapshots": 3}


async def test_jobs_are_listed_newest_first_in_pages(client, book):
    ids = [(await book.order("montreuil", kind, 3)).id for kind in OFFERS]
    await book.order("digne", "verify", 3)
    first = (await client.get(PATH, params={"limit": 3})).json()
    second = (await client.get(PATH, params={"limit": 3, "cursor": first["next_cursor"]})).json()
    assert [job["id"] for job in first["items"] + second["items"]] == ids[::-1]
    assert second["next_cursor"] is None


async def test_a_job_of_another_ecosystem_is_not_there(client, book):
    other = await book.order("digne", "verify", 3)
    for answer in (
        await client.get(f"{PATH}/{other.id}"),
        await client.post(f"{PATH}/{other.id}/cancel"),
        await client.post(f"{PATH}/{other.id}/retry"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "job_unknown")


async def test_only_the_owner_reaches_jobs(client, victor, juliette, app, book, sql):
    owner = await sql.fetchval("SELECT id FROM fabula.users WHERE name = 'victor'")
    await client.get(PATH)
    await sql.execute("INSERT INTO fabula.ownerships (ecosystem, owner, public) VALUES ('montreuil', $1, true)", owner)
    assert (await victor.post(PATH, json={"kind": "verify"})).status_code == 202
    assert (await juliette.post(PATH, json={"kind": "verify"})).json()["code"] == "forbidden"
    assert (await juliette.get(PATH.replace("montreuil", "digne"))).json()["code"] == "ecosystem_unknown"


@pytest.mark.parametrize("body", [{}, {"kind": "destroy"}, {"kind": "verify", "cap": 100}, {"kind": "verify", "state": "done"}])
async def test_what_is_no_kind_of_job_is_refused(client, book, body):
    assert (await client.post(PATH, json=body)).status_code == 422


@pytest.mark.parametrize("number", ["0", "-1", "x", str(2**63), "1e3"])
async def test_what_is_no_number_of_a_job_is_refused(client, book, number):
    assert (await client.get(f"{PATH}/{number}")).status_code == 422
