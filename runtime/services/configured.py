"""Servers that somebody else runs: only whether they can be reached is ours to know. Passwords never leave the URL."""

import socket
import ssl
import struct
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from actors.errors import ServiceFailed

SECONDS = 5.0
SSL_REQUEST = struct.pack("!ii", 8, 80877103)  # every Postgres answers it with one letter, before any password
BOLT_REQUEST = bytes.fromhex("6060b017 00080805 00020404 00000000 00000000")  # the versions that we could speak
API_REQUEST = struct.pack("!ihhih", 10, 18, 0, 7, -1)  # which requests the broker knows
PORTS = {
    "redis": 6379, "rediss": 6379, "http": 80, "https": 443, "kafka": 9092,
    **dict.fromkeys(("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"), 7687),
}  # fmt: skip
ENCRYPTED = ("rediss", "bolt+s", "bolt+ssc", "neo4j+s", "neo4j+ssc")
GREETINGS = {  # what to say, and how an answer begins
    "Postgres": (SSL_REQUEST, b"SNE"), "Redis": (b"PING\r\n", b"+-"),
    "Neo4j": (BOLT_REQUEST, b"\0"), "Kafka": (API_REQUEST, b"\0"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Configured:
    """A configured server: ``name`` for people, ``url`` with everything in it."""

    name: str
    url: str

    @property
    def where(self) -> str:
        """``host:port`` or the path of its socket, without user and password."""
        place = self._place()
        return place if isinstance(place, str) else f"{place[0]}:{place[1]}"

    @property
    def only_here(self) -> bool:
        """Whether its address leads every host to itself: a socket in the file system, or the loopback interface."""
        place = self._place()
        return isinstance(place, str) or place[0] == "localhost" or place[0].startswith("127.") or place[0] == "::1"

    def check(self) -> None:
        """Raise ServiceFailed("<name> at <where>", reason) unless such a server answers there within a few seconds."""
        try:
            with self._connect() as client:
                self._greet(client)
        except TimeoutError:
            raise ServiceFailed(f"{self.name} at {self.where}", f"no answer within {SECONDS:g} s") from None
        except OSError as error:
            raise ServiceFailed(f"{self.name} at {self.where}", (error.strerror or str(error)).lower()) from None

    def _greet(self, client: socket.socket) -> None:
        greeting, answers = GREETINGS.get(self.name, (b"", b""))
        if not greeting:
            return
        client.sendall(greeting)
        answer = client.recv(1)
        if not answer or answer not in answers:
            raise ServiceFailed(f"{self.name} at {self.where}", f"what answers there is not {self.name}")

    def _connect(self) -> socket.socket:
        place = self._place()
        if isinstance(place, str):
            return _unix(place)
        plain = socket.create_connection(place, timeout=SECONDS)
        if urlsplit(self.url).scheme not in ENCRYPTED:
            return plain
        return _encrypted(plain, place[0])

    def _place(self) -> str | tuple[str, int]:
        parts = urlsplit(self.url)
        if parts.scheme == "unix":
            return unquote(parts.path)
        query = parse_qs(parts.query)
        host = (query.get("host") or [unquote(parts.hostname or "localhost")])[0]
        port = int((query.get("port") or [_port(parts)])[0])
        return f"{host}/.s.PGSQL.{port}" if host.startswith("/") else (host, port)


def _port(parts: SplitResult) -> str:
    return str(parts.port or PORTS.get(parts.scheme, 5432))


def _unix(path: str) -> socket.socket:
    client = socket.socket(socket.AF_UNIX)
    try:
        client.settimeout(SECONDS)
        client.connect(path)
    except BaseException:
        client.close()
        raise
    return client


def _encrypted(plain: socket.socket, host: str) -> socket.socket:
    """Only asks whether somebody is there; the client that uses the server checks its certificate."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        return context.wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise
