"""Where it was measured, and of what: figures of different machines or commits are not to be compared by accident."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import ray

ROOT = Path(__file__).parents[1]


async def machine(postgres_url: str) -> dict[str, Any]:
    """CPUs, memory, versions, how busy it was before, and whether Postgres promises that commits survive a power cut."""
    return {
        "cpus": psutil.cpu_count(), "processor": _processor(), "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "system": f"{platform.system()} {platform.release()}", "python": platform.python_version(), "ray": ray.__version__,
        "load": round(os.getloadavg()[0], 2), **await _postgres(postgres_url),
    }  # fmt: skip


def commit() -> str:
    """The commit that is checked out, with a "+" when files differ from it; "unknown" outside a repository."""
    hash = _git("rev-parse", "--short=12", "HEAD")
    return f"{hash}+" if hash and _git("status", "--porcelain", "--untracked-files=no") else hash or "unknown"


def today() -> str:
    """The date, in UTC."""
    return datetime.now(UTC).date().isoformat()


async def _postgres(url: str) -> dict[str, str]:
    connection = await asyncpg.connect(url)
    try:
        names = {"postgres": "server_version", "fsync": "fsync", "synchronous_commit": "synchronous_commit"}
        return {name: await connection.fetchval("SELECT current_setting($1)", setting) for name, setting in names.items()}
    finally:
        await connection.close()


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor())


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
