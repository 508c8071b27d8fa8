"""Settings come from the environment; nonsense is refused in one line that names the variable."""

import pickle
from pathlib import Path

import pytest

from actors.errors import InvalidRequest
from runtime.settings import Settings


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "HOME",
        "POSTGRES_URL",
        "REDIS_URL",
        "CHROMA_URL",
        "NEO4J_URL",
        "NEO4J_USER",
        "KAFKA_BOOTSTRAP",
        "EMBEDDER",
        "LOG_LEVEL",
    ):
        monkeypatch.delenv(f"FABULA_{name}", raising=False)
    monkeypatch.delenv("RAY_ADDRESS", raising=False)


def test_without_any_variable_there_is_a_home_and_everything_is_embedded() -> None:
    settings = Settings()
    assert settings.home.is_absolute()
    assert settings.home.name == "fabula"
    assert (settings.postgres_url, settings.redis_url, settings.chroma_url, settings.ray_address) == (None,) * 4
    assert settings.embedder == "wordllama"


def test_variables_are_read_and_arguments_win(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FABULA_HOME", "~/worlds")
    monkeypatch.setenv("FABULA_EMBEDDER", "hashed")
    monkeypatch.setenv("FABULA_REDIS_URL", "")
    monkeypatch.setenv("RAY_ADDRESS", "auto")
    settings = Settings()
    assert settings.home == Path("~/worlds").expanduser()
    assert (settings.embedder, settings.redis_url, settings.ray_address) == ("hashed", None, "auto")
    assert Settings(embedder="wordllama", ray_address="local").embedder == "wordllama"
    assert Settings(ray_address="local").ray_address == "local"
    monkeypatch.setenv("FABULA_NEO4J_URL", "embedded")
    monkeypatch.setenv("FABULA_KAFKA_BOOTSTRAP", "one:9092, two:9093")
    assert (Settings().neo4j_url, Settings().kafka_bootstrap) == ("embedded", "one:9092, two:9093")


@pytest.mark.parametrize(
    ("variable", "value", "reason"),
    [
        ("FABULA_EMBEDDER", "gpt", "input should be 'wordllama' or 'hashed'"),
        ("FABULA_POSTGRES_URL", "mysql://me:hunter2@host/x", "must begin with postgresql:// or "),
        ("FABULA_REDIS_URL", "redis://:hunter2@host:port", "port could not be cast"),
        ("FABULA_CHROMA_URL", "chroma:8000", "must begin with http:// or https://"),
        ("FABULA_LOG_LEVEL", "loud", "input should be"),
        ("FABULA_NEO4J_URL", "http://:hunter2@host:7474", "must begin with bolt:// or "),
        ("FABULA_NEO4J_URL", "bolt://me:hunter2@host:7687", "user and password belong into FABULA_NEO4J_USER and "),
        ("FABULA_POSTGRES_URL", "embedded", "must begin with postgresql:// or "),
        ("FABULA_KAFKA_TOPIC", "a topic", "must be 1 to 200 letters, digits, dots, underscores or hyphens"),
        ("FABULA_KAFKA_BOOTSTRAP", "broker", "must be host:port, or several with commas between, or 'embedded'"),
        ("FABULA_KAFKA_BOOTSTRAP", "a:9092,kafka://b:9092", "must be host:port, or several with commas between"),
    ],
)
def test_nonsense_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, variable: str, value: str, reason: str) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(InvalidRequest) as caught:
        Settings()
    assert str(caught.value).startswith(f"{variable}: {reason}")
    assert "\n" not in str(caught.value)
    assert "hunter2" not in repr(caught.value)


def test_settings_cannot_change_and_travel_between_processes() -> None:
    settings = Settings(home=Path("/tmp/x"), postgres_url="postgresql://me:hunter2@host/x")
    with pytest.raises(ValueError, match="frozen"):
        settings.home = Path("/")  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(settings)) == settings
    assert "hunter2" not in repr(settings)
    assert "hunter2" not in repr(Settings(neo4j_password="hunter2"))
