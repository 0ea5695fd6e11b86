# `make chat` and `make test` do all the set-up themselves; `make help` lists the rest.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
CORPUS ?=
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: chat test check eval stress bench screenshots docs wheel clean help

chat: $(VENV)/.installed  ## index the articles if needed and open the assistant (CORPUS=my-articles/ for your own)
	@$(BIN)/assistant chat $(CORPUS)

test: $(VENV)/.installed-dev .cache/smollm2.gguf .cache/axe.min.js  ## run every check and every test
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m pytest -m "not stress"

check: $(VENV)/.installed-dev  ## lint, format and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

eval: $(VENV)/.installed  ## measure the assistant on the gold questions of the sample corpus
	@$(BIN)/python -m eval run sample

stress: $(VENV)/.installed-dev .cache/smollm2.gguf  ## the long tests: hundreds of kills, thousands of articles
	@$(BIN)/python -m pytest -m stress

bench: $(VENV)/.installed-dev  ## measure how fast it is on this machine into docs/benchmarks.md; half an hour
	@$(BIN)/python -m tests.bench

screenshots: $(VENV)/.installed-dev  ## photograph the page again into docs/screenshots
	@$(BIN)/python -m tests.ui.screenshots docs/screenshots

docs: $(VENV)/.installed-dev  ## write the generated parts of the documentation again
	@$(BIN)/python -m tests.test_architecture
	@$(BIN)/python -m tests.interfaces.test_cli_reference

wheel: $(VENV)/.installed-dev  ## build the wheel into dist/
	@$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; run: make PYTHON=/path/to/python3.11")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing into $(VENV); the first time takes a few minutes ..."
	@$(PIP) --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing what the tests need into $(VENV); the first time takes a few minutes ..."
	@$(PIP) --editable '.[dev,fast]'
	@touch $@ $(VENV)/.installed

.cache/smollm2.gguf .cache/axe.min.js: | $(VENV)/.installed-dev
	@echo "Fetching the small language model and the accessibility checker that the tests use ..."
	@$(BIN)/python -m tests.fetched

clean:  ## remove the environment and build leftovers; indexes and conversations stay
	@rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache

help:  ## show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 14
