"""What cannot be used is refused in one clear sentence, and nothing is changed."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from actors.errors import DataDirectoryUnusable, ServiceFailed, ServicesBusy
from runtime.services import open_services, status
from runtime.services.home import Home
from runtime.services.locks import exclusive
from runtime.settings import Settings
from tests.contract.listening import free_port, listener

from .conftest import Guest, servers

SECRET = "hunter2"


def refusal(home: Path) -> str:
    with pytest.raises(DataDirectoryUnusable) as caught, open_services(Settings(home=home)):
        pass
    assert "\n" not in str(caught.value)
    with pytest.raises(DataDirectoryUnusable):
        status(Settings(home=home))
    return str(caught.value)


def test_a_file_is_no_data_directory(home: Path) -> None:
    file = home / "file"
    file.write_text("mine")
    assert refusal(file) == f"data directory {file}: is a file, not a directory"
    assert refusal(file / "below").startswith(f"data directory {file / 'below'}: ")
    assert file.read_text() == "mine"


def test_the_directory_of_a_newer_fabula_is_left_as_it_is(home: Path) -> None:
    (home / "layout").write_text("2\n")
    assert "written by a newer Fabula (layout 2, this one knows up to 1)" in refusal(home)
    assert [path.name for path in home.iterdir()] == ["layout"]


def test_a_layout_that_is_no_number_is_refused(home: Path) -> None:
    (home / "layout").write_text("two\n")
    assert "holds no number" in refusal(home)


def test_a_lock_that_is_held_for_too_long_is_refused_with_its_holder(home: Path) -> None:
    place = Home(home)
    place.prepare()
    with exclusive(home / "run" / "lock", 1), pytest.raises(ServicesBusy, match=r"in use by process \d+"), place.held(0.1):
        pass


def test_configured_servers_are_used_and_nothing_is_started(home: Path) -> None:
    with listener(b"S") as postgres, listener(b"-NOAUTH\r\n") as redis, listener(b"") as chroma:
        settings = Settings(
            home=home,
            postgres_url=f"postgresql://me:{SECRET}@127.0.0.1:{postgres}/fabula",
            redis_url=f"redis://:{SECRET}@127.0.0.1:{redis}/0",
            chroma_url=f"http://127.0.0.1:{chroma}",
        )
        with open_services(settings) as services:
            assert (services.postgres_url, services.redis_url) == (settings.postgres_url, settings.redis_url)
            assert services.chroma == settings.chroma_url
            assert servers(home) == []
            assert SECRET not in repr(services) + repr(settings) + repr(status(settings))
            assert {line.state for line in status(settings)} == {"reachable"}


@pytest.mark.parametrize(
    ("kind", "scheme"), [("postgres", "postgresql"), ("redis", "redis"), ("redis", "rediss"), ("chroma", "http")]
)
def test_a_configured_server_that_is_not_there_is_named_without_its_password(home: Path, kind: str, scheme: str) -> None:
    port = free_port()
    settings = Settings(home=home, **{f"{kind}_url": f"{scheme}://me:{SECRET}@127.0.0.1:{port}/x"})
    with pytest.raises(ServiceFailed) as caught, open_services(settings):
        pass
    assert str(caught.value) == f"{kind.capitalize()} at 127.0.0.1:{port}: connection refused"
    assert SECRET not in repr(caught.value)
    assert servers(home) == []


def test_a_configured_server_of_another_kind_is_recognised(home: Path) -> None:
    with listener(b"HTTP/1.1 400 Bad Request\r\n") as port:
        for name, url in (("Postgres", f"postgresql://127.0.0.1:{port}/x"), ("Redis", f"redis://127.0.0.1:{port}")):
            settings = Settings(home=home, **{f"{name.lower()}_url": url})
            with pytest.raises(ServiceFailed, match=f"what answers there is not {name}"), open_services(settings):
                pass


async def test_the_embedded_servers_of_one_directory_can_be_the_configured_ones_of_another(home: Path) -> None:
    with open_services(Settings(home=home)) as services, tempfile.TemporaryDirectory() as other:
        settings = Settings(home=other, postgres_url=services.postgres_url, redis_url=services.redis_url)
        with open_services(settings) as same:
            assert (same.postgres_url, same.redis_url) == (services.postgres_url, services.redis_url)
        assert {line.state for line in status(Settings(home=home))} == {"in process", "running"}


def test_looking_at_the_status_of_nothing_makes_nothing(home: Path) -> None:
    absent = home / "absent"
    assert {line.state for line in status(Settings(home=absent))} == {"in process", "stopped"}
    assert list(home.iterdir()) == []


def test_a_start_takes_seconds_at_most(home: Path, guest: Callable[..., Guest]) -> None:
    for limit in (20.0, 10.0):  # far above what it takes on an idle machine, see docs/services.md
        began = time.monotonic()
        assert guest().leaves() == ("open\nclosed", "")
        assert time.monotonic() - began < limit
