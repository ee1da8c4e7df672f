# Python 3.11 or later and make are all this needs; everything else goes into .venv.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000

VENV := .venv
BIN := $(VENV)/bin
BUILD_FILES := pyproject.toml hatch_build.py package.json package-lock.json
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: serve test test-engines lint fit facts bench clean attack

serve: $(VENV)/.serve-stamp
	@$(BIN)/planner serve --host $(HOST) --port $(PORT)

test: $(VENV)/.test-stamp
	@$(BIN)/python -m pytest -n auto --dist worksteal

lint: $(VENV)/.test-stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint templates --lint --quiet

# DATA is the folder of raw files, which are not part of the repository: make fit DATA=<folder>
fit: $(VENV)/.serve-stamp
	@test -n "$(DATA)" || { echo "Say where the raw files are: make fit DATA=<folder>" >&2; exit 2; }
	@$(BIN)/python -m scripts.fit "$(DATA)"

# Needs pip and npm: it fetches two catalogues of models by package name and writes what they say into planner/data.
facts: $(VENV)/.serve-stamp
	@$(BIN)/python -m scripts.facts

bench: $(VENV)/.test-stamp
	@$(BIN)/python -m tests.bench

# Dear requests, fuzz, crafted imports, damaged files, the access matrix, kill -9, slow clients: a line each.
attack: $(VENV)/.test-stamp
	@$(PIP) install --editable '.[test,attack]'
	@$(BIN)/python -m tests.attack

# The aggregate of a warehouse on engines that really run: DuckDB, a PostgreSQL that the test starts, Spark in local mode.
# It needs PostgreSQL's programs and a Java runtime (Debian: postgresql, default-jre-headless) and installs about 800 MB more.
test-engines: $(VENV)/.engines-stamp
	@PLANNER_REQUIRE_ENGINES=1 $(BIN)/python -m pytest -q tests/engines

$(VENV)/.engines-stamp: $(VENV)/.test-stamp
	@$(PIP) install --editable '.[test,engines]'
	@touch $@

$(VENV)/.created:
	@echo "Making $(VENV) with $(PYTHON) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Token planner needs Python 3.11 or later: make PYTHON=python3.11")'
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.serve-stamp: $(VENV)/.created $(BUILD_FILES)
	@echo "Installing Token planner (about a minute the first time) ..."
	@$(PIP) install --editable '.[usage]'
	@touch $@

$(VENV)/.test-stamp: $(VENV)/.created $(BUILD_FILES)
	@echo "Installing Token planner and its test tools (about a minute the first time) ..."
	@$(PIP) install --editable '.[test]'
	@touch $@ $(VENV)/.serve-stamp

clean:
	rm -rf $(VENV) build dist static/vendor
