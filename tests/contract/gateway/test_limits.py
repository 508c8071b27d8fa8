"""How much may be asked: by whom, what the answers say of it, and what happens when there is more."""

import asyncio
import re

import httpx
import pytest
from fastapi import FastAPI
from redis.asyncio import Redis

from gateway.measuring import UNSEEN
from gateway.rate_limits import TIERS
from gateway.security.principal import Role
from storage.limiter import Limiter
from tests.contract.gateway.conftest import asking, opened

SCENARIOS = "/api/v1/scenarios"


@pytest.fixture
async def forgotten(gateway_settings) -> None:
    """Nobody has asked anything yet."""
    redis = Redis.from_url(gateway_settings.redis_url)
    await redis.flushdb()
    await redis.aclose()


def numbers(answer: httpx.Response) -> tuple[int, int, int, int]:
    """Quota, window, what is left, and when there is more."""
    policy = re.fullmatch(r'"\w+";q=(\d+);w=(\d+)', answer.headers["RateLimit-Policy"])
    left = re.fullmatch(r'"\w+";r=(\d+);t=(\d+)', answer.headers["RateLimit"])
    assert policy is not None
    assert left is not None
    return int(policy[1]), int(policy[2]), int(left[1]), int(left[2])


async def test_every_answer_says_what_is_left(client, forgotten):
    first, second, refused = await client.get(SCENARIOS), await client.get(SCENARIOS), await client.get(f"{SCENARIOS}/nowhere")
    quota, window, left, seconds = numbers(first)
    assert (window, left, 1 <= seconds <= 60) == (60, quota - 1, True)
    assert (numbers(second)[2], numbers(refused)[2]) == (quota - 2, quota - 3)
    assert refused.status_code == 404


async def test_who_asks_too_much_is_told_when_to_go_on(gateway_settings, forgotten):
    few = gateway_settings.model_copy(update={"rate_limit": 2})
    async with opened(few) as app, asking(app) as client:
        quota = numbers(await client.get(SCENARIOS))[0]
        answers = [await client.get(SCENARIOS) for _ in range(quota + 3)]
        statuses = [answer.status_code for answer in answers]
        assert statuses == [200] * (quota - 1) + [429] * 4
        refusal = answers[-1]
        assert refusal.json()["code"] == "too_many_requests"
        assert refusal.headers["content-type"] == "application/problem+json"
        assert 1 <= int(refusal.headers["Retry-After"]) <= 60
        assert numbers(refusal)[2] == 0
        for path in sorted(UNSEEN):
            asked = await client.get(path)
            assert (asked.status_code, "RateLimit" in asked.headers) == (200, False), path


async def test_what_was_asked_counts_in_every_process(gateway_settings, forgotten):
    async with opened(gateway_settings) as one, opened(gateway_settings) as other:
        left = [await _left(app) for app in (one, other, one)]
    assert left == [left[0], left[0] - 1, left[0] - 2]


async def _left(app: FastAPI) -> int:
    async with asking(app) as client:
        return numbers(await client.get(SCENARIOS))[2]


async def test_without_redis_each_process_counts_by_itself_and_limits_go_on():
    limiter = Limiter("unix:///nowhere.sock")
    allowed = [(await limiter.ask("user:a", 3)).granted for _ in range(5)]
    assert allowed == [True, True, True, False, False]
    assert (await limiter.ask("user:b", 3)).granted
    await limiter.close()


async def test_a_redis_that_was_emptied_and_restarted_is_counted_in_again(valkey, forgotten):
    url = f"unix://{valkey.unix_socket_path}"
    limiter, redis = Limiter(url), Redis.from_url(url)
    assert (await limiter.ask("user:a", 5)).left == 4
    await redis.script_flush()
    await redis.flushdb()
    assert [(await limiter.ask("user:a", 5)).left for _ in range(2)] == [4, 3]
    await redis.aclose()
    await limiter.close()


def test_the_more_a_role_may_do_the_more_it_may_ask():
    assert [TIERS[role] for role in Role] == sorted(TIERS[role] for role in Role)
    assert set(TIERS) == set(Role)


async def test_more_than_can_be_answered_is_refused_at_once_and_nothing_fails(gateway_settings, forgotten, monkeypatch):
    """Four times as many at once as may wait: each is answered or refused, and none fails."""
    busy = gateway_settings.model_copy(update={"in_flight": 5, "rate_limit": 100_000})
    async with opened(busy) as app, asking(app) as client:
        answers = await asyncio.gather(*(client.get(SCENARIOS) for _ in range(20)))
        refusals = [answer for answer in answers if answer.status_code != 200]
        assert len(refusals) == 15
        for refusal in refusals:
            assert (refusal.status_code, refusal.json()["code"]) == (503, "overloaded")
            assert int(refusal.headers["Retry-After"]) >= 1
        assert (await client.get(SCENARIOS)).status_code == 200
