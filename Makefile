# Zicht: everything a developer or a visitor types. `make help` lists the targets.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# The first interpreter that exists, runs and is recent enough: a name on the PATH may be a dead shim.
PY ?= $(shell for p in python3.12 python3.13 python3; do \
	  $$p -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt
# One worker per processor, a file at a time, in the order that tests/conftest.py gives. The browser draws with all of
# them: its tests come afterwards, by themselves.
WORKERS := -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder
HOUSE := pyproject.toml constraints.txt hatch_build.py
# Bytecode is written whatever the caller's shell says: else every one of the many processes compiles all sources anew.
unexport PYTHONDONTWRITEBYTECODE
PAGE := $(shell find viewer/web -name node_modules -prune -o -type f -print)

.PHONY: help setup demo serve test test-wheel test-reliability validate lint format bench docs viewer clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

.venv/bin/python:
	@test -n "$(PY)" || { echo "Zicht needs Python 3.12 or newer: none of python3.12, python3.13, python3 runs. Install one, or give make PY=/path/to/python" >&2; exit 1; }
	$(PY) -m venv .venv

.venv/.done: $(HOUSE) $(PAGE) | .venv/bin/python
	$(PIP) "pip>=25.1"
	@echo "Installing 2 GB of libraries and building the page: takes minutes, once"
	$(PIP) -e .
	@touch $@

.venv/.%-group: .venv/.done
	$(PIP) --group $*
	@touch $@

setup: .venv/.done  ## make .venv with the command zicht, and build the page

viewer: .venv/.test-group  ## build the page while working on it (`make setup` does it too)
	@$(BIN)/python hatch_build.py

demo: setup  ## run the headline scenarios on the embedded area and serve the page (DEMO_ARGS="--no-serve --out DIR")
	$(BIN)/zicht demo $(DEMO_ARGS)

serve: setup  ## serve the twins of the data folder (SERVE_ARGS="--port 8000")
	$(BIN)/zicht serve $(SERVE_ARGS)

test: setup .venv/.test-group  ## run the tests, in a real browser too (TEST_ARGS="tests/unit -k crs" for some)
	@tests/browser/install-chromium.sh
ifdef TEST_ARGS
	$(BIN)/python -m pytest $(TEST_ARGS)
else
	$(BIN)/python -m pytest $(WORKERS) --ignore=tests/browser
	$(BIN)/python -m pytest tests/browser
endif

test-wheel: setup .venv/.test-group  ## build the wheel, install it in an empty environment and run it there
	tests/wheel/run.sh $(BIN)/python

test-reliability: setup .venv/.test-group  ## kill it, fill its disk, lie to it (RELIABILITY_ARGS=--nightly for full size)
	$(BIN)/python -m pytest -m reliability --durations=10 tests/reliability $(RELIABILITY_ARGS)

validate: setup .venv/.test-group .venv/.docs-group  ## published cases in full size; writes the figures and numbers of docs/science
	ZICHT_FIGURES=1 $(BIN)/python -m pytest -m validate tests/validation

lint: setup .venv/.lint-group  ## style, types, direction of imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python hatch_build.py --types

format: .venv/.lint-group  ## let ruff arrange the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup .venv/.bench-group  ## measure the kernels beside their peers (ten minutes, on a quiet machine)
	$(BIN)/zicht bench inundation --size 4000 --json
	$(BIN)/zicht bench flow --case W --size 1000 --json
	$(BIN)/zicht bench flow --case W --size 4000 --threads 2 --json
	$(BIN)/zicht bench flow --case PB --size 1000 --json
	$(BIN)/zicht bench flow --case PB-cap --size 1000 --repeats 1 --json
	$(BIN)/zicht bench dike-space --km 3469 --step 10 --json
	$(BIN)/zicht bench water-level-raise --cells 1000000 --years 10 --json
	$(BIN)/zicht bench conflicts --claims 100000 --json

docs: .venv/.docs-group  ## build the documentation in site/
	$(BIN)/mkdocs build --strict

clean:  ## remove what was built, the environment included
	rm -rf .venv viewer/static viewer/web/node_modules site dist build out .mypy_cache .ruff_cache .pytest_cache .hypothesis
