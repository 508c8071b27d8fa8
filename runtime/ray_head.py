"""Ray's head: the forms of its address, and whether anything like it answers there.

Ray itself tries an address that nobody answers for a quarter of an hour, so it is asked only after this.
"""

import os
import socket
from contextlib import suppress
from urllib.parse import urlsplit

from actors.errors import ClusterUnavailable

SECONDS = 5.0
FOUND_BY_RAY = "auto"
ADVICE = "set RAY_ADDRESS to host:port of a running head, or leave it out for a cluster on this machine"
GREETING = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0"
"""How a client of HTTP/2, which Ray's head speaks, begins; the answer begins with a frame of type 4, too."""


def check(address: str) -> None:
    """Raise ClusterUnavailable unless a head answers within a few seconds. "auto" is left to Ray to find."""
    if address == FOUND_BY_RAY:
        return
    place = _place(address)
    try:
        answer = _answer(place)
    except TimeoutError:
        raise ClusterUnavailable(address, f"no answer within {SECONDS:g} s; {ADVICE}") from None
    except OSError as error:
        raise ClusterUnavailable(address, f"{(error.strerror or str(error)).lower()}; {ADVICE}") from None
    if answer[3:4] != b"\4":
        raise ClusterUnavailable(address, f"what answers there is not the head of a Ray cluster; {ADVICE}")


def answers(address: str) -> bool:
    """Whether a head answers there."""
    with suppress(ClusterUnavailable):
        check(address)
        return True
    return False


def _place(address: str) -> tuple[str, int]:
    if "://" in address:
        raise ClusterUnavailable(address, "give host:port, on a node of the cluster; from elsewhere use `ray job submit`")
    parts = urlsplit(f"//{address}")
    with suppress(ValueError):  # a port that is no number, or none
        if parts.hostname and parts.port:
            return parts.hostname, parts.port
    raise ClusterUnavailable(address, f"that is no address; {ADVICE}")


def _answer(place: tuple[str, int]) -> bytes:
    """The first bytes that come back. Where Ray is told to encrypt it is enough that somebody is there."""
    with socket.create_connection(place, timeout=SECONDS) as client:
        if os.environ.get("RAY_USE_TLS", "0") not in ("", "0"):
            return GREETING[-9:]
        client.sendall(GREETING)
        answer = b""
        while len(answer) < len(GREETING[-9:]) and (more := client.recv(64)):
            answer += more
        return answer
