"""Whom each route lets in, as its guards declare it: for the OpenAPI document, and for the test that walks through all."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from gateway.security.guards import DECLARED

UNAUTHENTICATED = "everybody"


@dataclass(frozen=True, slots=True)
class Visible:
    """A route, and what its guards declare; nothing when it has none, which is a mistake."""

    method: str
    path: str
    name: str
    declared: tuple[str, ...]


def visible(app: FastAPI) -> list[Visible]:
    """All routes that were written by us."""
    return [
        Visible(method, str(route.path_format), str(route.name), tuple(sorted(set(_declared(route.dependant)))))
        for route in iter_route_contexts(app.routes)
        if isinstance(route.original_route, APIRoute)
        for method in sorted(route.methods or ())
    ]


def declare(app: FastAPI, document: dict[str, Any]) -> None:
    """Have the document say of every operation whom it lets in."""
    schemes = document.setdefault("components", {}).setdefault("securitySchemes", {})
    schemes["login"] = {"type": "oauth2", "flows": {"password": {"tokenUrl": "/api/v1/auth/token", "scopes": {}}}}
    schemes["key"] = {"type": "http", "scheme": "bearer", "description": "An access token or API key."}
    schemes["page"] = {"type": "apiKey", "in": "cookie", "name": "fabula_access"}
    for route in visible(app):
        operation = document["paths"].get(route.path, {}).get(route.method.lower())
        if operation is not None:
            needed = [one for one in route.declared if one != UNAUTHENTICATED]
            operation["security"] = [{"login": []}, {"key": []}, {"page": []}] if needed else []
            operation["x-visibility"] = needed or [UNAUTHENTICATED]


def _declared(dependant: Dependant) -> Iterator[str]:
    if declared := getattr(dependant.call, DECLARED, None):
        yield declared
    for inner in dependant.dependencies:
        yield from _declared(inner)
