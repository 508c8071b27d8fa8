"""The AsyncAPI document: what is said over streams, made of the very models that are said."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from pydantic import BaseModel

from gateway.commands import COMMANDS, LEVEL
from gateway.problems import code_of
from gateway.schemas import streams as said
from gateway.schemas.model import Sent
from gateway.streams.closing import CODES

CLIENT: Mapping[str, type[BaseModel]] = {
    "auth": said.Auth, "subscribe": said.Subscribe, "unsubscribe": said.Unsubscribe, "command": said.Command, "ping": said.Ping,
}  # fmt: skip
SERVER: Mapping[str, type[BaseModel]] = {
    "ready": said.Ready, "opened": said.Opening, "event": said.Happened, "snapshot": said.Snapshot, "position": said.Position,
    "ack": said.Ack, "refused": said.Refused, "pong": said.Pong,
}  # fmt: skip
SSE = ("opened", "event", "snapshot", "parting")

DESCRIPTION = """What happens in an ecosystem, live, over WebSocket or Server-Sent Events. Every event has its number: go on after
the last one that you have seen, and you miss nothing and see nothing twice."""

Document = dict[str, Any]


def document() -> Document:
    """AsyncAPI 3.0, from the gateway's side: it receives what clients send."""
    messages, schemas = _messages()
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Fabula streams", "version": version("fabula"), "description": DESCRIPTION},
        "defaultContentType": "application/json",
        "servers": {
            "websocket": _server("ws", "One connection for each ecosystem that is watched or commanded."),
            "sse": _server("http", "A browser's EventSource, or anything that reads lines."),
        },
        "channels": {"socket": _socket(), "stream": _stream()},
        "operations": _operations(),
        "components": {"messages": messages, "schemas": dict(sorted(schemas.items()))},
    }


def _server(protocol: str, description: str) -> Document:
    return {"host": "127.0.0.1:8000", "protocol": protocol, "description": description}


def _socket() -> Document:
    codes = {str(code): sorted(code_of(error()) for error, one in CODES.items() if one == code) for code in CODES.values()}
    return {
        "address": "/api/v1/ecosystems/{ecosystem}/ws",
        "description": f"Offer the subprotocol `{said.SUBPROTOCOL}`. The first frame is `auth`, within five seconds, unless "
        f"a ticket stands beside it as a subprotocol that begins with `{said.TICKET}`.",
        "servers": [{"$ref": "#/servers/websocket"}],
        "parameters": {"ecosystem": {"description": "The ecosystem's id."}},
        "messages": {name: _ref("messages", name) for name in (*CLIENT, *SERVER, *map(_command, COMMANDS))},
        "bindings": {"ws": {"method": "GET", "bindingVersion": "0.1.0"}},
        "x-close-codes": dict(sorted(codes.items())),
    }


def _stream() -> Document:
    return {
        "address": "/api/v1/ecosystems/{ecosystem}/events/stream",
        "description": "Server-Sent Events. The id of a message is the number up to which everything has been told.",
        "servers": [{"$ref": "#/servers/sse"}],
        "parameters": {"ecosystem": {"description": "The ecosystem's id."}},
        "messages": {name: _ref("messages", name) for name in SSE},
        "bindings": {"http": {"bindingVersion": "0.3.0"}},
    }


def _operations() -> Document:
    def of(channel: str, action: str, names: tuple[str, ...], summary: str, answers: tuple[str, ...] = ()) -> Document:
        place = f"#/channels/{channel}"
        made: Document = {
            "action": action, "channel": {"$ref": place}, "summary": summary,
            "messages": [{"$ref": f"{place}/messages/{name}"} for name in names],
        }  # fmt: skip
        if answers:
            made["reply"] = {
                "channel": {"$ref": place}, "messages": [{"$ref": f"{place}/messages/{name}"} for name in answers]
            }  # fmt: skip
        return made

    return {
        "enter": of("socket", "receive", ("auth",), "Say who asks.", ("ready",)),
        "subscribe": of("socket", "receive", ("subscribe",), "Be told what happens.", ("opened",)),
        "unsubscribe": of("socket", "receive", ("unsubscribe",), "Be told nothing more.", ("ack",)),
        "command": of(
            "socket", "receive", ("command", *map(_command, COMMANDS)), "Have something done.", ("ack", "refused")
        ),
        "ping": of("socket", "receive", ("ping",), "Ask whether anybody is there.", ("pong",)),
        "tell": of("socket", "send", ("event", "snapshot", "position"), "What happens."),
        "stream": of("stream", "send", SSE, "What happens, as Server-Sent Events."),
    }  # fmt: skip


def _messages() -> tuple[Document, Document]:
    """All messages by name, and the schemas to which they refer."""
    schemas: Document = {}
    models: dict[str, type[BaseModel]] = {**CLIENT, **SERVER, "parting": said.Parting}
    messages = {name: _message(name, model, schemas) for name, model in models.items()}
    for name, command in COMMANDS.items():
        narrowed = {"name": {"const": name}, "input": _schema(command.takes, schemas)}
        messages[_command(name)] = {
            "name": "command", "title": name, "summary": command.description, "x-level": LEVEL.value,
            "payload": {"allOf": [_ref("schemas", "Command"), {"type": "object", "properties": narrowed}]},
        }  # fmt: skip
    return messages, schemas


def _message(name: str, model: type[BaseModel], schemas: Document) -> Document:
    summary = (model.__doc__ or "").strip().splitlines()[0]
    return {"name": name, "title": name, "summary": summary, "payload": _schema(model, schemas)}


def _schema(model: type[BaseModel], schemas: Document) -> Document:
    """A reference to the model's schema, which is added to ``schemas`` with all that it refers to."""
    mode = "validation" if issubclass(model, Sent) else "serialization"
    made = model.model_json_schema(ref_template="#/components/schemas/{model}", mode=mode)  # type: ignore[arg-type]
    schemas.update(made.pop("$defs", {}))
    schemas[model.__name__] = made
    return _ref("schemas", model.__name__)


def _command(name: str) -> str:
    return f"command.{name}"


def _ref(kind: str, name: str) -> Document:
    return {"$ref": f"#/components/{kind}/{name}"}
