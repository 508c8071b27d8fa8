"""The documentation is true: its commands, links, settings, names and examples are those of the code."""

import importlib
import re
import shlex
import tomllib
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from pydantic import TypeAdapter

from actors.genre import OUTCOMES
from actors.mind import choice
from actors.mind.features import FEATURES
from actors.mind.volition import BANDS
from gateway.cli.main import app
from gateway.settings import GatewaySettings as Settings
from scenarios.catalogue import bundled
from scenarios.genre import AuthoredRule

ROOT = Path(__file__).parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
PACKAGES = ("actors", "scenarios", "storage", "runtime", "gateway")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
LINK = re.compile(r"\]\(([^)\s]+)\)")
DOTTED = re.compile(rf"^((?:{'|'.join(PACKAGES)})(?:\.\w+)+)")
FILE = re.compile(rf"^(?:{'|'.join((*PACKAGES, 'ui', 'tests', 'docs', 'benchmarks'))})/[\w./-]*\w\.\w+$")
METHOD = re.compile(r"^([A-Z]\w+)\.(\w+)")


def text(page: Path) -> str:
    return page.read_text("utf-8")


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path, language: str) -> list[str]:
    return [body for kind, body in BLOCK.findall(text(page)) if kind == language]


def code(page: Path) -> Iterator[str]:
    """Every line of a block without a language, and every piece of inline code."""
    for block in blocks(page, ""):
        yield from block.splitlines()
    yield from INLINE.findall(BLOCK.sub("", text(page)))


def commands(page: Path) -> list[str]:
    lines = (re.split(r"\s\|\s|\s{2,}#|; ", line.strip())[0] for line in code(page))
    return [line for line in lines if line == "fabula" or line.startswith("fabula ")]


def variants(line: str) -> list[list[str]]:
    """The command with each alternative (``up|down``) chosen; what stands in brackets is given."""
    words = shlex.split(line.replace("[", "").replace("]", ""), comments=True)
    return [list(choice) for choice in product(*(word.split("|") for word in words[1:]))]


def refusal(words: list[str]) -> str:
    """Why the command line would not understand these words; nothing is run. A command may be named without its arguments."""
    command: Any = typer.main.get_command(app)
    rest = list(words)
    while rest and hasattr(command, "commands"):
        name = rest.pop(0)
        if name not in command.commands:
            return f"there is no command {name}"
        command = command.commands[name]
    if not rest:
        return ""
    try:
        command.make_context(words[0], rest)
    except typer.TyperException as error:
        return error.format_message()
    return ""


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_exists_with_its_options(page: Path) -> None:
    faults = [
        (line, fault) for line in commands(page) for words in variants(line) if (fault := refusal(words)) and len(words) > 1
    ]
    assert faults == []


def test_a_command_that_does_not_exist_would_be_found() -> None:
    assert refusal(["dance"]) != ""
    assert refusal(["run", "les-miserables", "--tick", "3"]) != ""
    assert refusal(["run", "les-miserables", "--ticks", "soon"]) != ""
    assert refusal(["recall", "ID", "valjean"]) != ""
    assert refusal(["delete", "ID", "--gently"]) != ""
    assert refusal(["services", "sideways"]) != ""
    assert refusal(["run", "les-miserables", "--ticks", "3"]) == ""


def test_every_option_that_is_named_alone_exists() -> None:
    def options(command: Any) -> list[str]:
        below = [option for name in getattr(command, "commands", {}) for option in options(command.commands[name])]
        return [option for parameter in command.params for option in parameter.opts] + below

    known = [*options(typer.main.get_command(app)), "--init"]  # the last one is of docker
    pieces = [(named(page), piece) for page in PAGES for piece in INLINE.findall(BLOCK.sub("", text(page)))]
    assert [(page, piece) for page, piece in pieces if piece.startswith("--") and piece.split()[0] not in known] == []


def test_every_command_is_in_the_readme() -> None:
    shown = [words for line in commands(ROOT / "README.md") for words in variants(line)]
    root: Any = typer.main.get_command(app)
    missing = [name for name in root.commands if not any(words[:1] == [name] for words in shown)]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_inside_the_project_leads_somewhere(page: Path) -> None:
    links = [link.partition("#")[0] for link in LINK.findall(BLOCK.sub("", text(page))) if "://" not in link]
    assert [link for link in links if link and not (page.parent / link).exists()] == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached: dict[Path, None] = {}
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached:
            continue
        reached[page] = None
        links = (link.partition("#")[0] for link in LINK.findall(text(page)) if "://" not in link)
        waiting += [(page.parent / link).resolve() for link in links if link.endswith(".md")]
    assert [named(page) for page in PAGES if page not in reached] == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "CHANGELOG.md"], ids=named)
def test_every_file_and_name_of_the_code_exists(page: Path) -> None:
    classes = _classes()
    faults = []
    for piece in code(page):
        if "NNNN" in piece:  # a name to be filled in
            continue
        if found := FILE.match(piece):
            faults += [] if (ROOT / found[0]).exists() else [found[0]]
        elif (dotted := DOTTED.match(piece)) and "/" not in piece:
            faults += [] if _resolves(dotted[1]) else [dotted[1]]
        elif (method := METHOD.match(piece)) and method[1] in classes:
            faults += [] if any(hasattr(each, method[2]) for each in classes[method[1]]) else [method[0]]
    assert faults == []


def _resolves(dotted: str) -> bool:
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for attribute in parts[length:]:
            if not hasattr(found, attribute):
                return False
            found = getattr(found, attribute)
        return True
    return False


def _classes() -> dict[str, set[type]]:
    """Every class of all packages, by name, which some share."""
    found: dict[str, set[type]] = {}
    for package in PACKAGES:
        for module in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in module.parts:  # those run in Alembic only
                name = ".".join(module.relative_to(ROOT).with_suffix("").parts)
                members = vars(importlib.import_module(name)).values()
                for member in members:
                    if isinstance(member, type):
                        found.setdefault(member.__name__, set()).add(member)
    return found


def test_every_target_of_make_that_is_named_exists() -> None:
    targets = re.findall(r"^(\w+):", text(ROOT / "Makefile"), re.MULTILINE)
    named_ones = [found[1] for page in PAGES for piece in code(page) if (found := re.match(r"make (\w+)", piece))]
    assert [target for target in named_ones if target not in targets] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_python_in_the_documentation_runs(page: Path) -> None:
    for number, block in enumerate(blocks(page, "python")):
        exec(compile(block, f"{named(page)} block {number}", "exec"), {})


def test_every_setting_is_documented() -> None:
    services = text(ROOT / "docs" / "services.md") + text(ROOT / "docs" / "api.md")
    variables = [("RAY_ADDRESS" if name == "ray_address" else f"FABULA_{name.upper()}") for name in Settings.model_fields]
    assert [variable for variable in variables if f"`{variable}`" not in services] == []


def test_every_setting_that_is_documented_exists() -> None:
    known = [f"FABULA_{name.upper()}" for name in Settings.model_fields]
    # FABULA_*_URL and the like stand for several
    shown = [(named(page), name) for page in PAGES for name in re.findall(r"\bFABULA_[A-Z0-9_]+\b", text(page))]
    assert [(page, name) for page, name in shown if name not in known] == []


def test_every_bundled_scenario_is_in_the_readme_with_its_size() -> None:
    readme = text(ROOT / "README.md")
    assert [entry.id for entry in bundled() if f"`{entry.id}` ({entry.cast}" not in readme] == []


def test_the_features_of_rules_are_those_of_the_code_in_their_order() -> None:
    features = text(ROOT / "docs" / "rules.md").split("## Features")[1].split("## ")[0]
    assert tuple(re.findall(r"^\| `(\w+)` \|", features, re.MULTILINE)) == FEATURES


def test_the_bands_of_answers_are_those_of_the_code() -> None:
    rules = text(ROOT / "docs" / "rules.md").replace("−", "-")
    rows = re.findall(r"^\| (-?\d+) or more \| (\w+) \|$", rules, re.MULTILINE)
    assert [(int(margin), outcome) for margin, outcome in rows] == list(zip(BANDS, OUTCOMES, strict=False))
    assert f"| less | {OUTCOMES[-1]} |" in rules


def test_the_numbers_of_choices_are_those_of_the_code() -> None:
    rules = text(ROOT / "docs" / "rules.md")
    assert f"repetition costs ({choice.REPETITION} for the same move" in rules
    assert f"if it scores {choice.THRESHOLD} or more" in rules


def test_the_rules_shown_are_valid() -> None:
    for block in blocks(ROOT / "docs" / "rules.md", "yaml"):
        assert TypeAdapter(list[AuthoredRule]).validate_python(yaml.safe_load(block))


def test_the_changelog_has_an_entry_for_this_version_that_says_something() -> None:
    version = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]["version"]
    after = text(ROOT / "CHANGELOG.md").split(f"## [{version}]")
    assert len(after) == 2
    assert re.search(r"^- \S", after[1], re.MULTILINE)


def test_the_decisions_are_numbered_and_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    records = sorted(path.name for path in folder.glob("[0-9]*.md"))
    numbers = [int(name[:4]) for name in records]
    assert numbers == sorted(set(numbers))
    index = text(folder / "README.md")
    for name in records:
        title = text(folder / name).splitlines()[0]
        assert title.startswith(f"# {int(name[:4])}. ")
        assert f"({name}) | {title.split('. ', 1)[1]} |" in index.replace("[", "").replace("]", "")


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_no_page_names_a_place_on_somebodys_machine(page: Path) -> None:
    assert re.findall(r"(?<![\w.])/(?:work|root|home|Users|tmp)/\w+", text(page)) == []
