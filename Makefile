# Service Cockpit. `make run` is all a new colleague needs: Python 3.11 or newer and make, nothing else.
# Second starts skip the installation: the stamps below are newer than the locks they were made from.

.POSIX:
.PHONY: help run test lint bench backup-drill words lock clean

PYTHON = python3
VENV = .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
WORKERS = logical

help:
	@echo "make run     install what is missing, bring the database up to date, start the server"
	@echo "make test    style, import contracts and all tests (WORKERS=4 for four side by side)"
	@echo "make bench   measure speed and memory on this machine"
	@echo "make backup-drill   back up while people write, restore elsewhere, compare; on both databases"
	@echo "make lint    style and import contracts only"
	@echo "make words   bring the message catalogues in data/words up to date, print what lacks a translation"
	@echo "make lock    pin again after a change in requirements.txt or requirements-dev.txt"
	@echo "make clean   remove the installation and caches; the data stays"

run: $(VENV)/run.stamp
	@$(BIN)/python -m core migrate
	@$(BIN)/python -m core demo --if-empty
	@exec $(BIN)/python -m streamlit run Home.py

test: lint
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --ignore tests/browser
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile tests/browser

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/lint-imports

bench: $(VENV)/test.stamp
	$(BIN)/python -m tests.bench

backup-drill: $(VENV)/test.stamp
	$(BIN)/python -m tests.operation.drill

words: $(VENV)/run.stamp
	$(BIN)/python -m core.words.extract

$(VENV)/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Service Cockpit needs Python 3.11 or newer; name it with: make PYTHON=python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run.stamp: $(VENV)/python.stamp requirements.lock
	@echo "Installing what the application needs; this takes a minute and happens once."
	$(PIP) -r requirements.lock
	@touch $@

$(VENV)/test.stamp: $(VENV)/python.stamp requirements-dev.lock
	@echo "Installing what the tests need; this takes a minute and happens once."
	$(PIP) -r requirements-dev.lock
	@touch $@ $(VENV)/run.stamp

LOCK = $(VENV)/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --upgrade \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --no-config

lock: $(VENV)/python.stamp
	$(PYTHON) -m venv $(VENV)/lock
	$(VENV)/lock/bin/pip install --quiet --disable-pip-version-check uv==0.13.8
	$(LOCK) --output-file requirements.lock requirements.txt
	$(LOCK) --output-file requirements-dev.lock --constraints requirements.lock requirements-dev.txt

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
