"""The application: middleware, refusals and routes around the ports of one process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from fastapi.telemetry import TelemetryConfig
from starlette.middleware.cors import CORSMiddleware

from gateway import examples, idempotency, problems
from gateway.body_limit import BodyLimit
from gateway.etags import NotModified, not_modified
from gateway.handover import Parting
from gateway.measuring import UNSEEN, Measuring
from gateway.plainness import Plainness
from gateway.ports import opened
from gateway.rate_limits import RateLimits
from gateway.request_ids import HEADER, RequestIds
from gateway.routes import (
    admin,
    asyncapi,
    auth,
    cast,
    casting,
    characters,
    conditions,
    documents,
    ecosystems,
    events,
    graph,
    graphql,
    health,
    interactions,
    jobs,
    keys,
    metrics,
    orders,
    pictures,
    relationships,
    scenarios,
    shares,
    streams,
)
from gateway.schemas.problem import Problem
from gateway.security import visibility
from gateway.settings import GatewaySettings
from gateway.shedding import Shedding
from gateway.streams.bounds import Bounds
from gateway.streams.hub import hub_of
from runtime.metering import metering

PREFIX = "/api/v1"

PARTS = (
    admin, asyncapi, auth, cast, casting, characters, conditions, documents, ecosystems, events, graph, graphql,
    interactions, jobs, keys, orders, pictures, relationships, scenarios, shares, streams,
)  # fmt: skip

DESCRIPTION = """Living ecosystems of literary characters: make them, watch them, direct them, ask what is between whom.

Every refusal is `application/problem+json` with a stable `code`. Lists go on with `next_cursor`. What is POSTed may have an
`Idempotency-Key`."""


def create_app(settings: GatewaySettings) -> FastAPI:
    """The gateway over these settings. Its ports open when it starts up, and close when it shuts down."""
    app = FastAPI(
        title="Fabula", version=version("fabula"), description=DESCRIPTION, lifespan=_lifespan,
        openapi_url=f"{PREFIX}/openapi.json", docs_url=f"{PREFIX}/docs", redoc_url=None,
        generate_unique_id_function=_operation_id, telemetry=_telemetry(settings),
    )  # fmt: skip
    app.state.settings = settings
    app.add_middleware(Plainness)
    app.add_middleware(idempotency.Idempotency)
    app.add_middleware(
        BodyLimit, limit=settings.body_limit, others={f"{PREFIX}{documents.router.prefix}": settings.document_limit}
    )
    app.add_middleware(RateLimits)
    app.add_middleware(
        CORSMiddleware, allow_origins=settings.allowed_origins, allow_methods=["*"], allow_headers=["*"], allow_credentials=True,
        expose_headers=["ETag", "Link", "Location", "RateLimit", "RateLimit-Policy", "Retry-After", HEADER],
    )  # fmt: skip
    app.add_middleware(Shedding, most=settings.in_flight)
    app.add_middleware(Measuring)
    app.add_middleware(Parting)
    app.add_middleware(RequestIds)
    problems.install(app)
    app.add_exception_handler(NotModified, not_modified)
    app.include_router(health.router)
    app.include_router(metrics.router)
    app.include_router(_api())
    _declare_problem(app)
    return app


def _api() -> APIRouter:
    api = APIRouter(prefix=PREFIX, responses=problems.responses(422, 503))
    for part in PARTS:
        api.include_router(part.router)
    return api


def _telemetry(settings: GatewaySettings) -> TelemetryConfig:
    """Spans of requests come from FastAPI itself, when traces are collected; what is measured is in ``/metrics``."""
    return {
        "tracing": settings.otlp_endpoint is not None, "metrics": False, "logs": False, "operation_spans": False,
        "auto_configure": False, "exclude": lambda scope: scope.get("path") in UNSEEN,
    }  # fmt: skip


def _operation_id(route: APIRoute) -> str:
    """Stable, since generated clients are named by it: the name of the function."""
    return route.name


def _declare_problem(app: FastAPI) -> None:
    """Have the document define what routes refer to as ``Problem``."""
    made = app.openapi

    def openapi() -> dict[str, object]:
        document = made()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        definition = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(definition.pop("$defs", {}))
        schemas["Problem"] = definition
        visibility.declare(app, document)
        idempotency.declare(document)
        examples.declare(document)
        return document

    app.openapi = openapi  # type: ignore[method-assign]


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.draining = asyncio.Event()  # set when this process is told to end: streams say so to their readers
    async with (
        opened(app.state.settings) as ports,
        metering(ports.accounts, ports.store),
        hub_of(ports.store, ports.herald, _bounds(ports.settings), app.state.draining) as hub,
    ):
        app.state.ports, app.state.hub = ports, hub
        yield


def _bounds(settings: GatewaySettings) -> Bounds:
    return Bounds(queue=settings.stream_queue, backlog=settings.stream_backlog)
