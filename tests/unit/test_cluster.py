"""The door to Ray: what went wrong there as one line that says what to do."""

import pytest
from ray import exceptions
from ray._private.utils import check_version_info

from actors.errors import ClusterUnavailable
from runtime import cluster


@pytest.fixture
def refused(monkeypatch):
    """The reason for which joining is refused when Ray's own connecting ends with this error."""

    def refuse(error: BaseException) -> str:
        def init(*place, **how) -> None:
            raise error

        monkeypatch.setattr(cluster.ray_head, "check", lambda address: None)
        monkeypatch.setattr(cluster.ray, "is_initialized", lambda: False)
        monkeypatch.setattr(cluster.ray, "init", init)
        with pytest.raises(ClusterUnavailable) as refusal:
            cluster.connect("10.0.0.1:6380")
        assert "\n" not in str(refusal.value)
        return str(refusal.value).removeprefix("Ray at 10.0.0.1:6380: ")

    return refuse


@pytest.mark.parametrize("theirs", [("2.9.3", "3.11.7"), ("2.60.0", "3.9.1")])
def test_other_versions_are_told_with_ours_and_what_to_do(refused, theirs):
    with pytest.raises(RuntimeError) as mismatch:
        check_version_info({"ray_version": theirs[0], "python_version": theirs[1]}, "node 10.0.0.1")
    reason = refused(mismatch.value)
    assert all(version in reason for version in theirs)
    assert reason.endswith("use the same Python and Ray here and on every node")


def test_a_token_that_is_refused_is_told_though_ray_hides_it_behind_another_error(refused):
    hidden = ConnectionError("Failed to connect to Ray cluster at 10.0.0.1:6380")
    hidden.__cause__ = RuntimeError("Failed to connect to GCS. ray.exceptions.AuthenticationError: InvalidAuthToken")
    assert refused(hidden) == cluster.TOKEN


def test_a_failure_without_a_known_cure_is_told_as_ray_tells_it(refused):
    assert refused(RuntimeError("No space left on device\nTraceback")) == "No space left on device"


def test_a_head_that_does_not_take_us_in_is_told_with_what_to_set(refused):
    assert refused(ConnectionError("Failed to connect to Ray cluster at 10.0.0.1:6380")).endswith(cluster.ray_head.ADVICE)


def test_what_is_muted_is_only_what_ray_s_native_code_says_meanwhile(capfd):
    with cluster._muted():
        cluster.os.write(2, b"[W] gcs_client.cc: Failed")
    cluster.os.write(2, b"fabula: heard\n")
    assert capfd.readouterr().err == "fabula: heard\n"


def test_an_actor_that_died_of_its_own_error_is_told_by_that_error():
    text = "The actor died because of an error raised in its creation task, ray::X()\n  File x\nactors.errors.CodeMismatch: no: 1"
    died = exceptions.ActorDiedError.__new__(exceptions.ActorDiedError, text)
    died.__dict__["error_msg"] = text
    assert cluster.is_stillborn(died) and cluster.said(died) == "no: 1"
    assert not cluster.is_stillborn(exceptions.ActorUnavailableError("gone", None))
    assert cluster.said(RuntimeError("one\ntwo")) == "one"
