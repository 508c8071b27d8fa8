"""Servers that run on Java: whether they can run here, and the start of their command line.

What they need is resolved by Maven from a ``pom.xml`` of this package, once for each data directory and version; the libraries
stay in Maven's own repository. Where from is Maven's business: its default, or what the machine's settings say.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from actors.errors import ServiceFailed
from runtime.services.home import Home
from runtime.services.locks import exclusive
from runtime.services.server import bare_environment
from runtime.services.tool import finished

OLDEST = 17
RESOLVE_SECONDS = 900.0
"""A first download of a hundred megabytes may take long."""

JAVA_READY_SECONDS = 180.0
"""A Java server starts in seconds on an idle machine, and recovers after a kill in a quarter of a minute."""

POMS = Path(__file__).parent / "poms"
GOAL = ("-q", "-B", "-Dstyle.color=never", "-Dmdep.includeScope=runtime", "dependency:build-classpath")


@dataclass(frozen=True, slots=True)
class JavaServer:
    """The program of one server; ``pom`` is its folder in ``poms``, ``instead`` what to do where it cannot run."""

    name: str
    pom: str
    instead: str

    def check(self, home: Home) -> None:
        """Raise ServiceFailed, saying what to do, where Java is missing or too old, or Maven is missing and needed."""
        self._java()
        if not self._resolved(home):
            self._maven()

    def resolve(self, home: Home) -> None:
        """Have Maven fetch what is missing. Raises ServiceFailed. Not while holding ``run/lock``: it may take minutes."""
        self._java()
        if self._resolved(home):
            return
        home.java.mkdir(exist_ok=True, mode=0o700)
        try:
            with exclusive(home.java / "lock", RESOLVE_SECONDS) as lock:
                if not self._resolved(home):
                    self._build(home, lock)
        except TimeoutError as error:
            raise ServiceFailed(self.name, f"process {error} has been fetching it for too long") from None

    def command(self, home: Home, *options: str) -> list[str]:
        """``java`` with its class path; options of the machine, class and arguments follow. Raises ServiceFailed."""
        self.resolve(home)
        arguments = self._classpath(home).with_suffix(".args")
        path = self._classpath(home).read_text().replace("\\", "\\\\").replace('"', '\\"')
        arguments.write_text(f'-cp\n"{path}"\n')
        return [str(self._java()), f"@{arguments}", "-Dfile.encoding=UTF-8", "-XX:+UseSerialGC", *options]

    def _classpath(self, home: Home) -> Path:
        pom = (POMS / self.pom / "pom.xml").read_bytes()
        return home.java / f"{self.pom}-{blake2b(pom, digest_size=6).hexdigest()}.classpath"

    def _resolved(self, home: Home) -> bool:
        """Whether everything is there; somebody may have emptied Maven's repository."""
        try:
            libraries = self._classpath(home).read_text().strip().split(os.pathsep)
        except FileNotFoundError:
            return False
        return all(Path(library).exists() for library in libraries)

    def _build(self, home: Home, lock: int) -> None:
        draft = home.java / f"{self.pom}.draft"
        command = [str(self._maven()), "-f", str(POMS / self.pom / "pom.xml"), f"-Dmdep.outputFile={draft}", *GOAL]
        code, output, complaints = finished(
            self.name, command, lock, home.java, environment=os.environ, seconds=RESOLVE_SECONDS
        )  # fmt: skip
        if code != 0:
            raise ServiceFailed(self.name, f"Maven cannot fetch it: {_first_error(output + complaints)}")
        draft.replace(self._classpath(home))

    def _java(self) -> Path:
        named = os.environ.get("JAVA_HOME")
        found = Path(named) / "bin" / "java" if named else shutil.which("java")
        if found is None or not Path(found).exists():
            raise self._missing(f"Java {OLDEST} or newer, and there is none")
        done = subprocess.run([found, "-version"], check=False, capture_output=True, text=True, env=bare_environment())
        version = re.search(r'version "(\d+)(?:\.(\d+))?', done.stderr + done.stdout)
        major = int(version[2] or 0) if version and version[1] == "1" else int(version[1]) if version else 0
        if major < OLDEST:
            raise self._missing(f"Java {OLDEST} or newer, and {found} is {f'Java {major}' if major else 'none'}")
        return Path(found)

    def _maven(self) -> Path:
        found = shutil.which("mvn")
        if found is None:
            raise self._missing("Maven (mvn) to be fetched, and there is none")
        return Path(found)

    def _missing(self, what: str) -> ServiceFailed:
        return ServiceFailed(self.name, f"needs {what}; install it, or {self.instead}")


def utf8_environment() -> dict[str, str]:
    """What a Java server gets to see; in the plain C locale it could not open paths with letters beyond ASCII."""
    return {**bare_environment(), "LC_ALL": "C.UTF-8"}


def _first_error(output: str) -> str:
    """Maven names the cause first, and advice for its developers after it."""
    errors = [line.removeprefix("[ERROR]").strip() for line in output.splitlines() if line.startswith("[ERROR]")]
    return re.sub(r"\s*->\s*\[Help \d+\]", "", (errors or output.strip().splitlines() or ["failed"])[0])
