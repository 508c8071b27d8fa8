"""``python -m tests.load``: load a local gateway for a while, and write a report.

It fails when a request meets a defect (500), is refused without a word on when to come again, or a reader misses an event.
"""

import argparse
import csv
import os
import subprocess
import sys
from pathlib import Path

import orjson

from tests.load.ground import Ground, ground

HERE = Path(__file__).parent


def main() -> int:
    """The exit status."""
    given = _arguments()
    given.report.mkdir(parents=True, exist_ok=True)
    with ground(given.scenario, given.tempo, given.workers, given.rate, given.in_flight) as place:
        status = _locust(place, given)
        defects = place.failures()
    rows = _rows(given.report)
    text = _report(given, rows, defects)
    (given.report / "report.txt").write_text(text, "utf-8")
    print(text)
    return 1 if status or defects else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--users", type=int, default=30)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--workers", type=int, default=1, help="processes that answer")
    parser.add_argument("--scenario", default="montagues")
    parser.add_argument("--tempo", type=float, default=0.5)
    parser.add_argument("--rate", type=int, default=1_000_000, help="FABULA_RATE_LIMIT; small ones show how it refuses")
    parser.add_argument("--in-flight", type=int, default=100, help="FABULA_IN_FLIGHT")
    parser.add_argument("--report", type=Path, default=Path("build/load"), help="the folder of the report")
    return parser.parse_args()


def _locust(place: Ground, given: argparse.Namespace) -> int:
    """In a process of its own, since it patches the one that it is in. Its exit status: 1 when something failed."""
    command = [
        sys.executable, "-m", "locust", "--locustfile", str(HERE / "locustfile.py"), "--headless", "--only-summary",
        "--host", place.url, "--users", str(given.users), "--spawn-rate", str(max(1, given.users // 3)),
        "--run-time", f"{given.seconds}s", "--stop-timeout", "10", "--loglevel", "WARNING",
        "--csv", str(given.report / "load"), "--html", str(given.report / "report.html"),
    ]  # fmt: skip
    environment = {**os.environ, "LOAD_WORLD": orjson.dumps(place.world).decode(), "PYTHONWARNINGS": "ignore"}
    with (given.report / "locust.log").open("w") as log:
        return subprocess.run(command, env=environment, stdout=log, stderr=log, check=False).returncode


def _rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "load_stats.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _report(given: argparse.Namespace, rows: list[dict[str, str]], defects: float) -> str:
    about = f"{given.users} users for {given.seconds} s, {given.workers} processes, {os.cpu_count()} CPUs; times in ms"
    head = f"{'':10} {'':44} {'requests':>9} {'failed':>7} {'/s':>8} {'p50':>7} {'p95':>7} {'p99':>7}"
    return "\n".join([about, "", head, *map(_line, rows), "", f"answered by 500: {defects:g}", ""])


def _line(row: dict[str, str]) -> str:
    counts = f"{row['Request Count']:>9} {row['Failure Count']:>7} {float(row['Requests/s']):8.1f}"
    return f"{row['Type']:10} {row['Name']:44} {counts} {row['50%']:>7} {row['95%']:>7} {row['99%']:>7}"


if __name__ == "__main__":
    sys.exit(main())
