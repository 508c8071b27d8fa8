# Everything a newcomer needs. Each target builds .venv first, from the hashed lock, when it is missing or older than the lock.
PYTHON ?= python3
BIN := .venv/bin
SCENARIO ?= les-miserables
N ?= 1
SEED ?= 1
SECONDS ?= 600
CHAOS := tests/chaos tests/cluster/test_crash_points.py tests/cluster/test_frozen.py tests/cluster/test_recovery.py tests/journey/test_killed.py
KIT := $(if $(shell command -v mvn),FABULA_NEO4J_URL=embedded FABULA_KAFKA_BOOTSTRAP=embedded) $(BIN)/fabula chaos montagues
# Who registers may have ecosystems, as long as nobody from elsewhere can.
AT_HOME := $(if $(FABULA_HOST)$(FABULA_REGISTRATION),,FABULA_REGISTRATION=premium)
STAMP := .venv/.installed

.PHONY: install run test chaos fuzz simulate check format openapi load bench screenshots lock clean

install: $(STAMP)

$(STAMP): requirements-dev.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Fabula needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(STAMP)

run: install
	$(if $(NEO4J),FABULA_NEO4J_URL=embedded) $(AT_HOME) FABULA_PUBLIC_DEMO=1 $(BIN)/fabula serve --live $(SCENARIO)

test: install
	$(BIN)/python -m pytest

chaos: install
	$(if $(ROUNDS),$(KIT) --rounds $(ROUNDS) --seed $(SEED),$(BIN)/python -m pytest -x --repeat $(N) $(CHAOS))

fuzz: install
	$(BIN)/python -m pytest --hypothesis-profile long tests/contract/gateway/hardening/test_fuzzing.py

simulate: install
	$(BIN)/python -m tests.simulation --seed $(SEED) --seconds $(SECONDS)

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest -q tests/docs

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

openapi: install
	$(BIN)/python -m gateway.document tests/contract/gateway/openapi.json

load: install
	$(BIN)/python -m tests.load $(if $(USERS),--users $(USERS)) --seconds $(if $(filter file,$(origin SECONDS)),30,$(SECONDS))

bench: install
	$(BIN)/python -m benchmarks

screenshots: install
	$(BIN)/python -m tests.journey.page.pictures

lock:
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet uv
	.venv-lock/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet -o requirements.lock
	.venv-lock/bin/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet -o requirements-dev.lock
	rm -rf .venv-lock

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
