"""The gateway keeps what its OpenAPI document promises, whatever it is asked: hundreds of questions in ``make test``, many
thousands in ``make fuzz``."""

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.schemas import APIOperation

from gateway.app import create_app
from gateway.settings import GatewaySettings
from tests.contract.gateway.hardening.conftest import Served
from tests.contract.gateway.hardening.fuzzing import ANYWHERE, fuzzed
from tests.contract.gateway.hardening.operations import KNOWN, operations

DOCUMENT = create_app(GatewaySettings()).openapi()
NAMES = [one.name for one in operations(DOCUMENT)]
EXAMPLES = max(3, settings().max_examples // 16)


@pytest.fixture(scope="module")
def offered(served: Served) -> dict[str, APIOperation]:
    """Every operation by its name."""
    served.found("montreuil")
    schema = schemathesis.openapi.from_dict(served.app.openapi())
    schema.config.update(base_url=served.url)
    return {result.ok().label: result.ok() for result in schema.get_all_operations()}


@pytest.mark.parametrize("name", NAMES)
def test_every_answer_is_as_the_document_says(served, offered, name):
    fuzzed(offered[name], served.person(f"asks {name}").headers, KNOWN, EXAMPLES)


def test_what_is_made_can_be_followed_to_what_is_done_with_it(served, offered):
    """Stateful: links are those that follow from what an answer has in common with the next question."""
    headers = served.person("follows").headers
    schema = schemathesis.openapi.from_dict(served.app.openapi())
    schema.config.update(base_url=served.url)
    chosen = schema.include(path_regex="^/api/v1/(characters|documents|ecosystems/[^/]+/jobs)")

    class Following(chosen.as_state_machine()):  # type: ignore[misc]
        def get_call_kwargs(self, case):
            return {"headers": headers, "timeout": 30}

        def validate_response(self, response, case, **_):
            if response.status_code not in ANYWHERE:
                assert response.status_code < 500, response.text

    Following.run(
        settings=settings(
            max_examples=2 * EXAMPLES,
            stateful_step_count=6,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
    )
