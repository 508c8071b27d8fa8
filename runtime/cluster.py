"""The door to Ray: connecting, one table of actor options, and errors as we know them. Beside it only ``ray_company`` and
``ray_ecosystem`` import Ray."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from typing import Any

import psutil
import ray
from ray import exceptions
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from actors.errors import ClusterUnavailable, FabulaError, TroupeLost, WorkLost
from runtime import ray_head

NAMESPACE = "fabula"

SHARE = 0.01
"""CPUs that each process asks for. Memory, not this, limits how many fit; but a cluster that grows by demand sees some."""

OPTIONS: dict[str, dict[str, Any]] = {
    # A troupe lives and dies with its supervisor, which starts another one when it is lost. They are spread over the nodes.
    "troupe": {
        "num_cpus": SHARE, "max_restarts": 0, "max_task_retries": 0, "max_concurrency": 1, "scheduling_strategy": "SPREAD",
    },
    # A supervisor outlives drivers. Ray restarts its process; the head row in Postgres decides whether it may write.
    "ecosystem": {
        "num_cpus": SHARE, "max_restarts": -1, "max_task_retries": 0, "max_concurrency": 1, "lifetime": "detached",
        "namespace": NAMESPACE, "get_if_exists": True,
    },
    # A step of a job ends with the worker that wants its result; the job is tried again, and not the step.
    "step": {"num_cpus": SHARE, "max_retries": 0},
    # What is projected outlives drivers too; the marks in the targets decide what may be written.
    "projections": {
        "num_cpus": 0, "max_restarts": -1, "max_task_retries": 0, "lifetime": "detached",
        "namespace": NAMESPACE, "get_if_exists": True,
    },
}  # fmt: skip

ENVIRONMENT = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ENABLE_UV_RUN_RUNTIME_ENV": "0",
    "RAY_DEDUP_LOGS": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
}

ONE_ATTEMPT = {"RAY_gcs_server_port_wait_time_s": "1"}
"""For clusters of others: Ray makes one attempt instead of twenty, each of which may take forty seconds."""

QUIETLY: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
TOKEN = "it wants another token; set RAY_AUTH_MODE=token and RAY_AUTH_TOKEN to that of the head"
OBJECT_STORE_BYTES = 256 * 1024 * 1024
MIB = 1024 * 1024
NODE_SECONDS = 60.0
_OWN = Event()
"""Set while this process is in a cluster that it has started."""


def connect(address: str | None) -> None:
    """Join the cluster at ``address``, or start one on this machine. Does nothing when already connected.

    Raises ClusterUnavailable with the reason, after a minute at the latest.
    """
    if ray.is_initialized():
        return
    try:
        _start() if address is None else _join(address)
    except FabulaError:
        raise
    except Exception as error:  # that a node does not come up in time Ray says by a bare one
        raise ClusterUnavailable(address or "this machine", _reason(error)) from error


def disconnect() -> None:
    """Leave the cluster; one that ``connect`` started ends."""
    _OWN.clear()
    with suppress(exceptions.RayError):
        ray.shutdown()


def address() -> str:
    """Where the head of the cluster listens."""
    return str(ray.get_runtime_context().gcs_address)


def hosts() -> list[str]:
    """The addresses of the hosts that are in the cluster now."""
    return sorted(set(_nodes().values()))


def here() -> str:
    """The address of the node that this process runs on."""
    return str(ray.util.get_node_ip_address())


def cpus() -> int:
    """The CPUs of the cluster."""
    return max(1, int(ray.cluster_resources().get("CPU", 1)))


def free_mib() -> int:
    """Memory free for new processes: on this machine, or what the nodes found free when they joined a cluster of several."""
    if ray.is_initialized() and len(hosts()) > 1:
        return int(ray.cluster_resources().get("memory", 0) // MIB)
    return int(psutil.virtual_memory().available // MIB)


def is_bereft() -> bool:
    """Whether this process has a cluster of its own whose one node is dead: Ray starts no other, and nothing can run there."""
    return _OWN.is_set() and ray.is_initialized() and not _raylets()


def connected() -> bool:
    """Whether this process is in a cluster."""
    return bool(ray.is_initialized())


async def performed(what: str, call: Callable[..., Awaitable[Any]], *arguments: Any) -> Any:
    """What the coroutine function returns in a process of its own, which is ended when the wait for it is cancelled.

    Raises what it raises, and WorkLost when its process is gone.
    """
    reply = ray.remote(**OPTIONS["step"])(_completed).remote(call, *arguments)
    try:
        return await unwrapped(reply, what)
    except exceptions.RayTaskError as error:
        raise error.cause from None
    except (TroupeLost, exceptions.RayError) as error:
        raise WorkLost(what, said(error)) from error
    except asyncio.CancelledError:
        if ray.is_initialized():  # else Ray would begin anew only to be told
            ray.cancel(reply, force=True)
        raise


def _completed(call: Callable[..., Coroutine[Any, Any, Any]], *arguments: Any) -> Any:
    return asyncio.run(call(*arguments))


def detached(kind: str, name: str, process: type, *arguments: Any) -> Any:
    """The actor of this name, made when it is not there."""
    return ray.remote(process).options(**OPTIONS[kind], name=name).remote(*arguments)


def leave() -> None:
    """Within an actor: end its process for good."""
    ray.kill(ray.get_runtime_context().current_actor, no_restart=True)


def shortage(kind: str) -> str:
    """Why no process of this kind can be placed now, and what to do; empty when there is room."""
    wanted = OPTIONS[kind]["num_cpus"]
    free, there = ray.available_resources().get("CPU", 0.0), ray.cluster_resources().get("CPU", 0.0)
    if free >= wanted:
        return ""
    nodes = len(_nodes())
    found = f"the cluster has {there:g} on {nodes} node{'s' if nodes != 1 else ''}, {free:g} of them free"
    return f"waiting for {wanted:g} CPUs: {found}; add a node, or end what runs there"


def on_every_node(call: Callable[..., Any], *arguments: Any) -> list[tuple[str, Any]]:
    """(address, what ``call`` returned there or the error that it ended with) of each node, asked all at once.

    A node that is lost meanwhile is left out. Raises ClusterUnavailable when one neither answers nor is given up by Ray.
    """
    task = ray.remote(num_cpus=0, max_retries=0)(call)
    asked = {node: task.options(scheduling_strategy=_at(node)).remote(*arguments) for node in _nodes()}
    ray.wait(list(asked.values()), num_returns=len(asked), timeout=NODE_SECONDS)
    there = _nodes()
    return [(there[node], _outcome(there[node], reply)) for node, reply in asked.items() if node in there]


async def unwrapped(reply: Awaitable[Any], troupe: str) -> Any:
    """The reply of a remote call, or the error as it was raised there. Raises TroupeLost when the process is gone."""
    try:
        return await reply
    except exceptions.RayTaskError as error:
        if isinstance(error.cause, FabulaError):
            raise error.cause from None
        raise
    except (exceptions.ActorDiedError, exceptions.ActorUnavailableError, exceptions.WorkerCrashedError) as error:
        raise TroupeLost(troupe, said(error)) from error


def said(error: Exception) -> str:
    """An error of Ray as one line: where an actor died of its own error, that one."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or ["no answer"]
    return lines[-1].partition(": ")[2] or lines[-1] if is_stillborn(error) else lines[0]


def is_stillborn(error: Exception) -> bool:
    """Whether an actor died of an error in its constructor, as the next one would."""
    return isinstance(error, exceptions.ActorDiedError) and "creation task" in str(error)


def _start() -> None:
    """A cluster of our own, never one that happens to run here: it ends with us."""
    os.environ.update({name: os.environ.get(name, value) for name, value in ENVIRONMENT.items()})
    ray.init("local", namespace=NAMESPACE, include_dashboard=False, object_store_memory=OBJECT_STORE_BYTES, **QUIETLY)
    _OWN.set()


def _raylets() -> list[psutil.Process]:
    """The living processes of nodes that descend from this one."""
    found = []
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            if process.name() == "raylet" and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def _join(address: str) -> None:
    ray_head.check(address)
    os.environ.update({name: os.environ.get(name, value) for name, value in {**ENVIRONMENT, **ONE_ATTEMPT}.items()})
    with _muted():
        ray.init(address, namespace=NAMESPACE, **QUIETLY)


@contextmanager
def _muted() -> Iterator[None]:
    """Keep off the terminal what Ray's native code writes there by itself: a refusal is one line, and ours."""
    kept = os.dup(2)
    try:
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _reason(error: BaseException) -> str:
    """One line of what went wrong, with what to do where we know it."""
    chain: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None:
        chain.append(cause)
        cause = cause.__cause__ or cause.__context__
    texts = [" ".join(str(link).split()) for link in chain]
    if any("InvalidAuthToken" in text or "AuthenticationError" in text for text in texts):
        return TOKEN
    if mismatch := next((text for text in texts if "ersion mismatch" in text), ""):
        return f"{mismatch.rstrip('.')}; use the same Python and Ray here and on every node"
    first = (str(error).splitlines() or [type(error).__name__])[0]
    return f"{first}; {ray_head.ADVICE}" if isinstance(error, ConnectionError) else first


def _nodes() -> dict[str, str]:
    """Node id → address, of the nodes that are in the cluster now."""
    return {str(node["NodeID"]): str(node["NodeManagerAddress"]) for node in ray.nodes() if node["Alive"]}


def _at(node: str) -> NodeAffinitySchedulingStrategy:
    return NodeAffinitySchedulingStrategy(node, soft=False)


def _outcome(address: str, reply: Any) -> Any:
    try:
        return ray.get(reply, timeout=0)
    except exceptions.RayTaskError as error:
        return error.cause
    except exceptions.GetTimeoutError:
        raise ClusterUnavailable(address, f"this node does not answer within {NODE_SECONDS:g} s") from None
    except exceptions.RayError as error:
        raise ClusterUnavailable(address, said(error)) from error
