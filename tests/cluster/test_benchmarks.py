"""Benchmarks run: on the smallest worlds, and for their form only; no time is judged."""

from pathlib import Path

import pytest

from benchmarks.measuring import cases, measured
from benchmarks.plan import Plan
from benchmarks.rows import rows
from benchmarks.stand import Stand
from runtime.openers import Openers
from runtime.services import Services
from runtime.settings import Settings
from storage.postgres.store import PostgresStore

SMALLEST = Plan(
    ("D1", "D2", "D4", "D5", "D6", "D9", "announcing", "growth"), rounds=1, sizes=(8,), growth=(8,), followed=4, interactions=8,
    announced=4,
)  # fmt: skip


async def test_every_benchmark_of_a_cluster_gives_its_figures_and_leaves_nothing(
    ray: None, services: Services, data_dir: Path, store: PostgresStore, openers: Openers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.recovery.projects", lambda stand: "a Neo4j takes too long to start")
    before = await store.heads()
    stand = Stand(Settings(home=data_dir, embedder="hashed"), services.postgres_url, services.redis_url, openers)
    said: list[str] = []
    result = await measured(stand, SMALLEST, said.append)
    assert [(case["benchmark"], case["characters"]) for case in result["cases"]] == cases(SMALLEST)
    figures = {case["benchmark"]: case["rounds"][0] for case in result["cases"]}
    for name in ("D1", "D2", "growth"):
        assert figures[name]["interactions"] > 0
        assert {"cpu_us_supervisor", "cpu_us_troupes", "cpu_us_postgres", "cpu_us_valkey"} <= set(figures[name])
    assert all(figures[name]["bare"] > 0 for name in ("D1", "D2", "D4", "D5", "D6", "D9", "announcing"))
    assert figures["D9"]["troupe_s"] > 0 and figures["D9"]["supervisor_s"] > 0
    assert figures["D4"]["p50_us"] <= figures["D4"]["p99_us"]
    assert figures["D2"]["rows"] > figures["D2"]["interactions"]
    assert result["machine"]["synchronous_commit"] == "on"
    assert len(rows(result)) >= len(result["cases"])
    assert len(said) == len(result["cases"])
    assert await store.heads() == before
