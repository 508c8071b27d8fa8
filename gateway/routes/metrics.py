"""What can be counted and measured of all processes, for Prometheus. Whose ecosystems there are is told only to operators."""

from secrets import compare_digest

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from gateway import problems
from gateway.dependencies import PortsOf
from gateway.ports import Ports
from gateway.security.credentials import shown
from gateway.security.guards import everybody, principal
from gateway.security.permissions import permissions_of
from runtime.telemetry.exposition import exposed, unnamed

router = APIRouter(tags=["health"], dependencies=[Depends(everybody)])


EXAMPLE = """# HELP fabula_troupes_lost_total Processes of troupes that were lost and started again.
# TYPE fabula_troupes_lost_total counter
fabula_troupes_lost_total 0.0
"""


@router.get(
    "/metrics", response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}, "example": EXAMPLE}}}, **problems.responses(401)},
)  # fmt: skip
async def metrics(request: Request, ports: PortsOf) -> Response:
    """The sums of all processes, whichever of them answers. By ecosystem with the token of `FABULA_METRICS_TOKEN`, or that of an
    administrator, as `Authorization: Bearer`; else of all ecosystems together."""
    named = await _is_operator(request, ports)
    await ports.sharing.share()
    reading = await ports.sharing.tally.read()
    return Response(exposed(reading if named or reading is None else unnamed(reading)), media_type=CONTENT_TYPE_LATEST)


async def _is_operator(request: Request, ports: Ports) -> bool:
    """Raises Unauthenticated for a token that is no good, so that a wrong one is noticed. Ours is good without Postgres."""
    token, given = ports.settings.metrics_token, shown(request)
    if token is not None and given is not None and not given.by_cookie and compare_digest(given.text.encode(), token.encode()):
        return True
    return "admin" in permissions_of(await principal(request))
