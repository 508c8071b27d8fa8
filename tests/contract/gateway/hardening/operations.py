"""All that can be asked of a gateway, as its OpenAPI document says, with places filled in that there are."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests import inn

KNOWN = {
    "ecosystem": "montreuil",
    "character": inn.CAST[0].id,
    "number": "1",
    "job": "1",
    "role": "free",
    "scenario": "montagues",
}
"""What stands for a parameter of a path; "somebody" for any other."""

Place = tuple[str, ...]


@dataclass(frozen=True)
class Operation:
    """One operation."""

    method: str
    path: str
    described: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def takes_json(self) -> bool:
        return "application/json" in self.described.get("requestBody", {}).get("content", {})

    @property
    def streams(self) -> bool:
        return "text/event-stream" in str(self.described["responses"])

    def texts(self, place: str) -> list[str]:
        """The names of its parameters in the path, the query or the headers that are texts, as far as the document says."""
        return [one["name"] for one in self.described.get("parameters", []) if one["in"] == place]

    def at(self, **filled: str) -> str:
        """The path with its parameters filled in."""
        names = {name: filled.get(name, KNOWN.get(name, "somebody")) for name in self.texts("path")}
        return self.path.format(**names)


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    """All of a document, but streams, which have no end."""
    for path, methods in document["paths"].items():
        for method, described in methods.items():
            one = Operation(method.upper(), path, described)
            if not one.streams:
                yield one


def texts_within(
    document: dict[str, Any], schema: dict[str, Any], path: tuple[str, ...] = (), depth: int = 0
) -> Iterator[tuple[str, ...]]:
    """The places within a body that are texts."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    for part in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        yield from texts_within(document, part, path, depth)
    if schema.get("type") == "string" and "enum" not in schema and "const" not in schema:
        yield path
    if depth < 4:
        for name, inner in schema.get("properties", {}).items():
            yield from texts_within(document, inner, (*path, name), depth + 1)


def body_with(path: Place, text: str) -> Any:
    """A body with a text at that place, and nothing else."""
    return {path[0]: body_with(path[1:], text)} if path else text
