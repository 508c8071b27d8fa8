"""What can be counted and measured of all processes, for Prometheus. Nobody has to log in for that."""

from fastapi import APIRouter, Depends, Response
from prometheus_client import CONTENT_TYPE_LATEST

from gateway.dependencies import PortsOf
from gateway.security.guards import everybody
from runtime.telemetry.exposition import exposed

router = APIRouter(tags=["health"], dependencies=[Depends(everybody)])


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def metrics(ports: PortsOf) -> Response:
    """The sums of all processes, whichever of them answers."""
    await ports.sharing.share()
    return Response(exposed(await ports.sharing.tally.read()), media_type=CONTENT_TYPE_LATEST)
