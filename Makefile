# What a contributor types. Needs Python 3.11 or newer and make; everything else is fetched.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
UV_VERSION := 0.13.8
LOCK := $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-emit-index-url pyproject.toml

PYTHONS := src tests bench hatch_build.py web/tasks.py
BENCHES := $(filter-out ground,$(basename $(notdir $(wildcard bench/*.py))))

# Set, it makes each start of the tests compile every package again: six seconds.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test check dev format bench pictures docs-errors lock clean web web-check web-api web-dev
.DEFAULT_GOAL := help

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

demo: $(INSTALLED) ## See it run: a sample shop, bots in the browser, no accounts
	@$(BIN)/python hatch_build.py || true
	@exec $(BIN)/dvorik demo

test: $(INSTALLED) ## Run every test on real PostgreSQL, Redis and a real browser
	$(BIN)/python -m pytest --numprocesses auto $(ARGS)

check: $(INSTALLED) ## Everything a linter can see: style, types, imports, dead code
	$(BIN)/ruff format --check $(PYTHONS)
	$(BIN)/ruff check $(PYTHONS)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vulture
	$(BIN)/python -m web.tasks check

dev: $(INSTALLED) ## Run everything here with your .env; PostgreSQL and Redis too if you name none
	@exec $(BIN)/dvorik up

format: $(INSTALLED) ## Put the code into the house's format
	$(BIN)/ruff check --fix-only $(PYTHONS)
	$(BIN)/ruff format $(PYTHONS)
	$(BIN)/python -m web.tasks format

web: $(INSTALLED) ## Build the panel into the package, if it changed
	@$(BIN)/python hatch_build.py

web-check: $(INSTALLED) ## Of check, what concerns the panel
	@$(BIN)/python -m web.tasks check

web-api: $(INSTALLED) ## Write the panel's client again from the API
	@$(BIN)/python -m web.tasks api

web-dev: $(INSTALLED) ## The panel from its sources, beside a running demo; DVORIK_API names another
	@exec $(BIN)/python -m web.tasks dev

pictures: $(INSTALLED) ## Photograph the panel for docs/guide/panel.md, in a demo of its own
	@$(BIN)/python hatch_build.py
	$(BIN)/python -m tests.e2e.pictures

bench: $(INSTALLED) ## Measure; each benchmark prints a ratio
	@set -e; for name in $(BENCHES); do echo "== $$name"; $(BIN)/python -m bench.$$name; done

docs-errors: $(INSTALLED) ## Write docs/errors.md again from the code
	$(BIN)/python -m dvorik.api.error_docs > docs/errors.md.new
	mv docs/errors.md.new docs/errors.md

lock: $(INSTALLED) ## Write requirements/ again from pyproject.toml
	$(LOCK) --all-extras --group dev -o requirements/dev.txt
	$(LOCK) --extra monitoring -o requirements/run.txt

clean: ## Remove what tools left; .dvorik, where data is, stays
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .pyrefly_cache dist build
	find src tests bench -name __pycache__ -type d -prune -exec rm -rf {} +

$(INSTALLED): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=…")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements/dev.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --offline --editable .
	@touch $@
