"""What can be set from outside: one frozen value, read from the environment."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from platformdirs import user_data_dir
from pydantic import AfterValidator, AliasChoices, Field, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from actors.errors import InvalidRequest
from runtime.crash_points import read_crashes

SCHEMES = {
    "postgres_url": ("postgresql", "postgres", "postgresql+asyncpg"),
    "redis_url": ("redis", "rediss", "unix"),
    "chroma_url": ("http", "https"),
    "neo4j_url": ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"),
    "otlp_endpoint": ("http", "https"),
}

EMBEDDED = "embedded"
"""Instead of a server's place: one of our own, in the data directory. Of the others that is what no place means."""

OWN_IF_WISHED = ("neo4j_url",)


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


def _checked(name: str) -> AfterValidator:
    """Refuse a URL of another scheme or without a readable port; its text is never repeated, as it may hold a password."""

    def check(url: str) -> str:
        parts = urlsplit(url)
        if url == EMBEDDED and name in OWN_IF_WISHED:
            return url
        _ = parts.port  # raises ValueError when it is not a number
        if parts.scheme not in SCHEMES[name]:
            raise ValueError(f"must begin with {' or '.join(f'{scheme}://' for scheme in SCHEMES[name])}")
        return url

    return AfterValidator(check)


def _without_login(url: str) -> str:
    """Refuse a login inside the URL, which the driver does not take."""
    if "@" in urlsplit(url).netloc:
        raise ValueError("user and password belong into FABULA_NEO4J_USER and FABULA_NEO4J_PASSWORD")
    return url


def _brokers(text: str) -> str:
    """Refuse what is no list of brokers."""
    for broker in () if text == EMBEDDED else text.split(","):
        parts = urlsplit(f"//{broker.strip()}")
        if not parts.hostname or not parts.port or parts.path or parts.username:
            raise ValueError(f"must be host:port, or several with commas between, or '{EMBEDDED}'")
    return text


def _topic(name: str) -> str:
    """Refuse what Kafka would not take for a topic's name."""
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,200}", name) or name in (".", ".."):
        raise ValueError("must be 1 to 200 letters, digits, dots, underscores or hyphens")
    return name


def _crashes(text: str) -> str:
    read_crashes(text)
    return text


class Settings(BaseSettings):
    """Everything that ``FABULA_*`` and ``RAY_ADDRESS`` can change; arguments win over the environment.

    A value that makes no sense raises InvalidRequest(variable, reason), whose text is one line and never shows a URL.
    """

    model_config = SettingsConfigDict(
        env_prefix="FABULA_", frozen=True, env_ignore_empty=True, extra="ignore", populate_by_name=True, hide_input_in_errors=True
    )

    home: Annotated[Path, AfterValidator(_absolute)] = Field(default_factory=lambda: Path(user_data_dir("fabula")))
    postgres_url: Annotated[str, _checked("postgres_url")] | None = Field(default=None, repr=False)
    redis_url: Annotated[str, _checked("redis_url")] | None = Field(default=None, repr=False)
    chroma_url: Annotated[str, _checked("chroma_url")] | None = Field(default=None, repr=False)
    neo4j_url: Annotated[str, _checked("neo4j_url"), AfterValidator(_without_login)] | None = Field(default=None, repr=False)
    neo4j_user: str = "neo4j"
    neo4j_password: str = Field(default="", repr=False)
    kafka_bootstrap: Annotated[str, AfterValidator(_brokers)] | None = None
    kafka_topic: Annotated[str, AfterValidator(_topic)] = "fabula.events"
    embedder: Literal["wordllama", "hashed"] = "wordllama"
    ray_address: str | None = Field(default=None, validation_alias=AliasChoices("ray_address", "RAY_ADDRESS"))
    job_heartbeat: float = Field(default=30.0, ge=0.5, le=3600.0)
    crash: Annotated[str, AfterValidator(_crashes)] | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["json", "text"] | None = None
    otlp_endpoint: Annotated[str, _checked("otlp_endpoint")] | None = Field(default=None, repr=False)

    def __init__(self, **given: Any) -> None:
        try:
            super().__init__(**given)
        except ValidationError as error:
            raise _refusal(error.errors(include_url=False, include_input=False)[0]) from None

    @property
    def cluster(self) -> str | None:
        """The address of the cluster of others to use; None for one of our own, which Ray calls "local"."""
        return None if self.ray_address == "local" else self.ray_address


def _refusal(first: ErrorDetails) -> InvalidRequest:
    name = str(first["loc"][0]) if first["loc"] else "settings"
    variable = name.upper() if name.lower() == "ray_address" else f"FABULA_{name.upper()}"
    reason = first["msg"].removeprefix("Value error, ").splitlines()[0]
    return InvalidRequest(variable, reason[:1].lower() + reason[1:])
