"""Keys of the gateway: made once, for ourselves only, and replaced while gateways run."""

import base64
import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from actors.errors import InvalidRequest, ServiceFailed
from gateway.security import keyring
from gateway.settings import GatewaySettings

ROOT = Path(__file__).parents[2]
GOOD = base64.urlsafe_b64encode(b"k" * 32).decode()


def test_the_first_start_makes_a_key_that_only_we_may_read(tmp_path):
    made = keyring.opened(tmp_path, None)
    path = keyring.path_in(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(made.signing.secret) == 32
    assert keyring.opened(tmp_path, None).signing == made.signing
    assert [file.name for file in path.parent.iterdir()] == ["tokens.json"]


def test_two_data_directories_have_different_keys(tmp_path):
    assert keyring.opened(tmp_path / "a", None).signing != keyring.opened(tmp_path / "b", None).signing


def test_processes_that_start_at_once_have_the_same_key(tmp_path):
    code = f"""
from pathlib import Path
from gateway.security import keyring
print(keyring.opened(Path({str(tmp_path)!r}), None).signing.name)
"""
    processes = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(4)]
    assert len({process.communicate()[0] for process in processes}) == 1


def test_a_running_gateway_notices_a_rotation_and_still_knows_the_old_key(tmp_path, monkeypatch):
    monkeypatch.setattr(keyring, "LOOK_SECONDS", -1.0)
    running = keyring.opened(tmp_path, None)
    old = running.signing
    name = keyring.rotate(tmp_path)
    assert running.signing.name == name != old.name
    assert running.verifying(old.name) == old
    for _ in range(3):
        keyring.rotate(tmp_path)
    assert running.verifying(old.name) is None
    assert stat.S_IMODE(keyring.path_in(tmp_path).stat().st_mode) == 0o600


def test_a_file_that_vanishes_or_breaks_later_does_no_harm_to_who_runs(tmp_path, monkeypatch):
    monkeypatch.setattr(keyring, "LOOK_SECONDS", -1.0)
    running = keyring.opened(tmp_path, None)
    before = running.signing
    for harm in (lambda path: path.write_text("{"), Path.unlink):
        harm(keyring.path_in(tmp_path))
        assert running.signing == before


def test_keys_that_others_may_read_are_refused(tmp_path):
    keyring.opened(tmp_path, None)
    keyring.path_in(tmp_path).chmod(0o644)
    with pytest.raises(ServiceFailed, match="others may read"):
        keyring.opened(tmp_path, None)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"one": 7}', '{"one": "short"}', '{"a b": "' + GOOD + '"}', "{}"])
def test_a_file_of_something_else_is_refused(tmp_path, text):
    path = keyring.path_in(tmp_path)
    path.parent.mkdir()
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(ServiceFailed, match="no file of keys"):
        keyring.opened(tmp_path, None)


def test_a_place_where_nothing_can_be_written_is_named(tmp_path):
    (tmp_path / "keys").write_text("a file")
    with pytest.raises(ServiceFailed, match="keys"):
        keyring.opened(tmp_path, None)


def test_given_keys_are_used_and_nothing_is_written(tmp_path):
    given = keyring.opened(tmp_path, f"new:{GOOD},old:{GOOD[:-2]}oB")
    assert given.signing.name == "new" and given.verifying("old") is not None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "text", ["secret", "one:short", f"../one:{GOOD}", f"one:{GOOD},one:{GOOD}", f":{GOOD}", f"one:{'!' * 50}", ","]
)
def test_a_setting_that_holds_no_keys_is_refused_without_showing_it(text):
    with pytest.raises(InvalidRequest) as refused:
        GatewaySettings(token_keys=text)
    assert refused.value.args[0] == "FABULA_TOKEN_KEYS"
    assert GOOD not in str(refused.value) and "secret'" not in str(refused.value)


def test_keys_do_not_show_when_they_are_printed(tmp_path):
    made = keyring.opened(tmp_path, None)
    settings = GatewaySettings(token_keys=f"one:{GOOD}")
    assert str(json.loads(keyring.path_in(tmp_path).read_text()).popitem()[1]) not in repr(made.signing)
    assert GOOD not in repr(settings)
