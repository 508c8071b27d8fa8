"""What watches Fabula: every metric that the board and the alerts name exists, with the labels that they ask for."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from prometheus_client import Counter, Gauge, Histogram

from gateway import metrics
from runtime.telemetry import instruments
from runtime.telemetry.exposition import SHARED

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
BOARD = json.loads((DEPLOY / "grafana" / "fabula.json").read_text("utf-8"))
RULES = [rule for group in yaml.safe_load((DEPLOY / "alerts.yaml").read_text("utf-8"))["groups"] for rule in group["rules"]]

SUFFIXES = {Counter: ("_total",), Gauge: ("",), Histogram: ("_bucket", "_sum", "_count")}
OF_PROMETHEUS = {"up": ("job", "instance"), SHARED: ()}
METRICS = [each for module in (instruments, metrics) for each in vars(module).values() if isinstance(each, tuple(SUFFIXES))]
COMMON = ("job", "instance", "le")
WORDS = ("sum", "rate", "increase", "max", "min", "by", "on", "unless", "histogram_quantile", "label_values")


def known() -> dict[str, tuple[str, ...]]:
    """Name of a series → its labels, of everything that is counted or measured."""
    found = dict(OF_PROMETHEUS)
    for metric in METRICS:
        for kind, suffixes in SUFFIXES.items():
            if isinstance(metric, kind):
                found |= {f"{metric._name}{suffix}": metric._labelnames for suffix in suffixes}
    return found


def expressions() -> Iterator[str]:
    for panel in BOARD["panels"]:
        yield from (target["expr"] for target in panel.get("targets", ()))
    yield from (variable["query"]["query"] for variable in BOARD["templating"]["list"])
    yield from (rule["expr"] for rule in RULES)


def series(expression: str) -> list[tuple[str, str]]:
    """(name, selector) of every series that an expression asks for."""
    bare = re.sub(r"\b(?:by|on)\s*\([^)]*\)", "", expression)
    names = re.findall(r"([a-zA-Z_:][\w:]*)\s*(\{[^}]*\})?(?=[\s\[),]|$)", re.sub(r"\[[^\]]*\]", "", bare))
    return [(name, selector) for name, selector in names if name not in WORDS and not name.endswith("_id")]


def faults(expression: str) -> list[str]:
    labels, found = known(), []
    asked = {label for group in re.findall(r"\b(?:by|on)\s*\(([^)]*)\)", expression) for label in re.split(r",\s*", group)}
    there = {label for name, _ in series(expression) for label in labels.get(name, ())}
    found += [f"no label {label}" for label in asked - there - set(COMMON)]
    for name, selector in series(expression):
        if name not in labels:
            found.append(f"no series {name}")
            continue
        chosen = re.findall(r"(\w+)\s*=?[=~]", selector)
        found += [f"no label {label} of {name}" for label in chosen if label not in (*labels[name], *COMMON)]
    return found


@pytest.mark.parametrize("expression", sorted(set(expressions())))
def test_everything_that_is_asked_for_exists(expression):
    assert series(expression) != []
    assert faults(expression) == []


@pytest.mark.parametrize(
    "expression",
    [
        "sum(rate(fabula_tick_duration_second_count[5m]))",
        "sum by (character) (fabula_stream_clients)",
        'fabula_http_refused_total{cause="load"}',
        "fabula_tick_duration_seconds",
    ],
)
def test_what_does_not_exist_would_be_found(expression):
    assert faults(expression) != []


def test_all_that_is_counted_is_on_the_board():
    shown = {name for expression in expressions() for name, _ in series(expression)}
    families = {metric._name for metric in METRICS}
    assert {family for family in families if not any(name.startswith(family) for name in shown)} == set()


def test_all_that_is_counted_is_documented_with_its_labels():
    page = (ROOT / "docs" / "operations.md").read_text("utf-8")
    for metric in METRICS:
        name = f"{metric._name}_total" if isinstance(metric, Counter) else metric._name
        labels = f"{{{','.join(metric._labelnames)}}}" if metric._labelnames else ""
        assert f"| `{name}{labels}` |" in page


def test_no_label_is_the_id_of_a_character():
    assert [name for name, labels in known().items() if {"character", "character_id"} & set(labels)] == []


def test_panels_lie_beside_each_other_and_have_names_and_numbers_of_their_own():
    taken: set[tuple[int, int]] = set()
    for panel in BOARD["panels"]:
        place = panel["gridPos"]
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
        assert not cells & taken, panel["title"]
        assert place["x"] + place["w"] <= 24
        taken |= cells
    assert (
        len({panel["id"] for panel in BOARD["panels"]})
        == len({panel["title"] for panel in BOARD["panels"]})
        == len(BOARD["panels"])
    )


def test_every_alert_says_what_is_wrong_and_how_badly():
    assert len({rule["alert"] for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule["labels"]["severity"] in ("warning", "critical")
        assert rule["annotations"]["summary"].endswith((".", "why."))


def test_what_is_mounted_into_the_containers_is_there_and_fits():
    stack = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    volumes = [volume for one in stack["services"].values() for volume in one.get("volumes", ())]
    mounted = [volume.split(":")[0] for volume in volumes if volume.startswith("./")]
    assert [path for path in mounted if not (DEPLOY / path).is_file()] == []
    scraping = yaml.safe_load((DEPLOY / "prometheus.yaml").read_text("utf-8"))
    assert [Path(path).name for path in scraping["rule_files"]] == ["alerts.yaml"]
    (source,) = yaml.safe_load((DEPLOY / "grafana" / "datasources.yaml").read_text("utf-8"))["datasources"]
    used = {panel["datasource"]["uid"] for panel in BOARD["panels"] if "datasource" in panel}
    assert used == {source["uid"]}
