"""What can be set of the gateway from outside, beside what concerns all of Fabula."""

from ipaddress import ip_network
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from gateway.security import keyring
from runtime.settings import Settings

MIB = 1024 * 1024


def _origins(text: str) -> str:
    """Refuse what is no list of origins, since a browser would compare with it in vain."""
    for origin in _split(text):
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path or parts.query:
            raise ValueError("must be origins as https://example.org, with commas between")
    return text


def _proxies(text: str) -> str:
    """Refuse what is no list of addresses or networks."""
    for proxy in _split(text):
        try:
            ip_network(proxy)
        except ValueError:
            raise ValueError("must be addresses or networks as 10.0.0.0/8, with commas between") from None
    return text


def _keys(text: str) -> str:
    """Refuse what are no keys."""
    keyring.parse(text)
    return text


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


class GatewaySettings(Settings):
    """``Settings``, and what only the gateway reads. Raises InvalidRequest(variable, reason) as that does."""

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65_535)
    workers: int = Field(default=1, ge=1, le=64)
    origins: Annotated[str, AfterValidator(_origins)] = ""
    proxies: Annotated[str, AfterValidator(_proxies)] = ""
    public_demo: bool = False
    registration: Literal["closed", "free", "premium"] = "free"
    token_keys: Annotated[str, AfterValidator(_keys)] | None = Field(default=None, repr=False)
    metrics_token: Annotated[str, Field(min_length=16, max_length=500, pattern=r"^[!-~]+$")] | None = Field(
        default=None, repr=False
    )  # who shows it is told the metrics of each ecosystem
    body_limit: int = Field(default=2 * MIB, ge=1024, le=1024 * MIB)  # bytes
    document_limit: int = Field(default=16 * MIB, ge=1024, le=1024 * MIB)  # bytes of an upload
    rate_limit: int = Field(default=600, ge=1)  # requests a minute for each caller
    in_flight: int = Field(default=100, ge=1, le=100_000)  # requests that wait for their answer in one process
    stream_queue: int = Field(default=2000, ge=10, le=1_000_000)  # events
    stream_backlog: int = Field(default=10_000, ge=0)  # events
    drain_seconds: float = Field(default=10.0, ge=0.0, le=600.0)

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """Of which pages elsewhere the scripts may ask us."""
        return _split(self.origins)
