"""The client for ordinary programs is the one for asyncio, translated word by word, so that they never differ.

``python -m tests.unit.gateway.test_client_translation`` translates it anew.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

CLIENT = Path(__file__).parents[3] / "gateway" / "client"
WORDS = (
    (r'"""For asyncio\. .*"""', '"""For ordinary programs. Translated from ``gateway.client.aio``, where changes are made."""'),
    (r"import asyncio\n", "import threading\nimport time\n"),
    (r"\basync (def|with|for)\b", r"\1"),
    (r"\bawait ", ""),
    (r"Awaitable\[(Page\[T\])\]", r"\1"),
    (r"\bAwaitable, ", ""),
    (r"\baclosing\b", "closing"),
    (r"asynccontextmanager", "contextmanager"),
    (r"-> connect:", "-> ClientConnection:"),
    (r"websockets\.asyncio", "websockets.sync"),
    (r"client\.aio\b", "client.blocking"),
    (r"asyncio\.Lock", "threading.Lock"),
    (r"asyncio\.sleep", "time.sleep"),
    (r"\baiter_lines", "iter_lines"),
    (r"\ba(close|read)\b", r"\1"),
    (r"__a(enter|exit)__", r"__\1__"),
    (r"\bAsync([A-Z])", r"\1"),
)


def translated(file: Path) -> str:
    """The same for who does not know asyncio."""
    text = file.read_text("utf-8")
    for word, other in WORDS:
        text = re.sub(word, other, text)
    if "time." not in text.replace("import time", ""):
        text = text.replace("import time\n", "")
    if "threading." not in text:
        text = text.replace("import threading\n", "")
    return tidied(text)


def tidied(text: str) -> str:
    ruff = [sys.executable, "-m", "ruff"]
    for how in (["check", "--quiet", "--select", "I", "--fix"], ["format", "--quiet"]):
        command = [*ruff, *how, "--stdin-filename", str(CLIENT / "blocking" / "x.py"), "-"]
        text = subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout
    return text


SOURCES = sorted((CLIENT / "aio").glob("*.py"))


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: file.name)
def test_it_is_translated(file: Path):
    assert (CLIENT / "blocking" / file.name).read_text("utf-8") == translated(file)


def test_there_is_nothing_else():
    assert [file.name for file in sorted((CLIENT / "blocking").glob("*.py"))] == [file.name for file in SOURCES]


if __name__ == "__main__":
    for source in SOURCES:
        (CLIENT / "blocking" / source.name).write_text(translated(source), "utf-8")
