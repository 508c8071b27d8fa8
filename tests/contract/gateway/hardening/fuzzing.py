"""Schemathesis over one operation: what the document allows, and what it does not, with a place that there is and any other."""

from collections.abc import Mapping
from typing import Any

import schemathesis.specs.openapi.schemas  # noqa: F401 - now: pytest parses it, and Python can parse in one thread at a time only
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.schemas import APIOperation

load_all_checks()
CHECKED = [
    CHECKS.get_one(name)
    for name in (
        "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
        "response_schema_conformance",
    )
]  # fmt: skip
"""Whether wrong input is refused is not among them: what JSON Schema calls wrong, HTTP may have turned into something right."""

ANYWHERE = {400, 405, 413, 415, 429}
"""Answers of the server in front of all routes, which the document does not repeat for each of them."""

ENDING = {"delete_me", "log_out", "end_sessions_of_user", "end_session"}
"""What may end the session that asks."""


def fuzzed(operation: APIOperation, headers: Mapping[str, str], known: Mapping[str, str], examples: int) -> None:
    """Raises what schemathesis raises for an answer that is a defect, or is not as the document says."""
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        cases = _cases(operation, mode, headers, known)

        @settings(
            max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )  # fmt: skip
        @given(case=cases)
        def ask(case: Case) -> None:
            if case.headers:
                case.headers.pop("prefer", None)  # nobody plays here: one would wait in vain
            answer = case.call(timeout=120)
            if answer.status_code not in ANYWHERE:
                case.validate_response(answer, checks=CHECKED)

        try:
            ask()
        except Unsatisfiable:  # there is nothing to be wrong in
            continue


def _cases(
    operation: APIOperation, mode: GenerationMode, headers: Mapping[str, str], known: Mapping[str, str]
) -> st.SearchStrategy[Any]:  # fmt: skip
    here = {name: value for name, value in known.items() if name in {one.name for one in operation.path_parameters}}
    anywhere = operation.as_strategy(mode, headers=dict(headers))
    return st.one_of(operation.as_strategy(mode, headers=dict(headers), path_parameters=here), anywhere) if here else anywhere
