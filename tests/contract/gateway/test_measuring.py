"""What is measured and logged of requests."""

import logging
import re

import pytest


async def counted(client) -> dict[tuple[str, str, str], float]:
    """(method, route, status) → requests."""
    text = (await client.get("/metrics")).text
    line = r'^fabula_http_request_duration_seconds_count\{method="(.*)",route="(.*)",status="(.*)"\} (\S+)$'
    found = re.findall(line, text, re.MULTILINE)
    return {(method, route, status): float(count) for method, route, status, count in found}


async def test_requests_are_counted_by_the_template_of_their_route(client):
    before = await counted(client)
    for path in (
        "/api/v1/scenarios/montagues",
        "/api/v1/scenarios/les-miserables",
        "/api/v1/scenarios/nowhere",
        "/nowhere",
        "/livez",
    ):
        await client.get(path)
    after = await counted(client)
    new = {place: count - before.get(place, 0) for place, count in after.items() if count != before.get(place, 0)}
    assert new == {
        ("GET", "/api/v1/scenarios/{scenario}", "200"): 2,
        ("GET", "/api/v1/scenarios/{scenario}", "404"): 1,
        ("GET", "unmatched", "404"): 1,
    }


@pytest.mark.parametrize("secret", ["?token=Kanarienvogel-77", "?ticket=Kanarienvogel-77&password=Kanarienvogel-77"])
async def test_a_refusal_is_a_line_in_the_log_under_its_id_and_nothing_secret_is_in_it(client, caplog, secret):
    caplog.set_level(logging.INFO, "gateway.measuring")
    await client.get(f"/api/v1/scenarios/nowhere{secret}", headers={"Authorization": "Bearer Kanarienvogel-77"})
    (line,) = [record for record in caplog.records if record.name == "gateway.measuring"]
    assert line.getMessage().startswith("GET /api/v1/scenarios/nowhere: 4")
    assert "Kanarienvogel" not in caplog.text
