# make run: install what is missing and start Intray. make test: everything that is checked.
# make help: the rest.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

BIN := .venv/bin
NODE := image-build/with-node
PIP_INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check
# A stamp is newer than what it stands for; .venv holds its own, so that both go together.
SETUP := .venv/.setup
SETUP_DEV := .venv/.setup-dev
PAGE := web/dist/index.html
PAGE_MODULES := web/node_modules/.package-lock.json
PAGE_SOURCES := $(shell find web -path web/node_modules -prune -o -path web/dist -prune -o -type f -print 2>/dev/null)
PYTEST := $(BIN)/python -m pytest

.PHONY: help
help: ## show this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' Makefile | while IFS=$$'\t' read -r name text; do \
		printf '  make %-14s %s\n' "$$name" "$$text"; done

.PHONY: setup
setup: $(SETUP) $(PAGE) ## install what is missing, make .venv with the command intray, build the page

.PHONY: run
run: setup ## start Intray; ARGS="--port 8080 --data-dir DIR" are passed on
	@exec $(BIN)/intray serve $(ARGS)

.PHONY: test
test: check test-page test-browser test-clients test-daemon ## check everything, as before a merge

.PHONY: check
check: setup-dev check-page ## formatting, lint, types and the direction of imports
	$(BIN)/ruff format --check daemon tests
	$(BIN)/ruff check daemon tests
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: check-page
check-page: $(PAGE_MODULES)
	cd web && ../$(NODE) npx --no-install tsc --noEmit
	cd web && ../$(NODE) npx --no-install biome check

.PHONY: test-daemon
test-daemon: setup-dev
	$(PYTEST) tests/daemon $(wildcard tests/crash)
	$(PYTEST) tests/fuzz

.PHONY: test-page
test-page: $(PAGE_MODULES)
	cd web && ../$(NODE) npm run --silent test

# Apart from the others: Playwright keeps an event loop of its own in the process.
.PHONY: test-browser
test-browser: setup-dev $(PAGE)
	$(PYTEST) tests/browser

.PHONY: test-clients
test-clients: setup-dev ## drive the API with clients that others wrote
	$(PYTEST) tests/clients

.PHONY: bench
bench: setup-dev $(PAGE) ## measure the figures; ARGS are passed on
	$(BIN)/python tests/bench $(ARGS)

.PHONY: crash-test
crash-test: setup-dev ## kill and fail in the middle of everything, and count what is lost
	$(BIN)/python tests/crash $(ARGS)

.PHONY: fuzz-api
fuzz-api: setup-dev ## ask the API everything that its OpenAPI document allows, and more
	$(BIN)/python tests/fuzz $(ARGS)

.PHONY: web
web: $(PAGE) ## build the page

.PHONY: setup-dev
setup-dev: $(SETUP_DEV)

.PHONY: lock
lock: setup-dev ## write the lock files anew, as far as needed
	$(BIN)/uv $(COMPILE) pyproject.toml --group build --output-file requirements.lock
	$(BIN)/uv $(COMPILE) pyproject.toml --group build --group dev --output-file requirements-dev.lock
	$(BIN)/uv $(COMPILE) --group pyproject.toml:node --output-file requirements-node.lock
COMPILE := pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header

.PHONY: clean
clean: ## remove everything that was built; not the data
	rm -rf .venv build web/dist web/node_modules test-results
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find daemon tests -name __pycache__ -prune -exec rm -rf {} +

.PHONY: packages-run packages-test
packages-run:
	@image-build/install-packages run
packages-test: packages-run
	@image-build/install-packages test

# An environment whose interpreter is gone, or that was moved here, is made anew.
ifneq ($(shell grep -qsF '$(CURDIR)/.venv/' .venv/bin/pip && .venv/bin/python -c 'print(1)' 2>/dev/null),1)
.PHONY: .venv/bin/python
endif
.venv/bin/python: | packages-run
	@image-build/find-python >/dev/null || image-build/install-packages build
	@python=$$(image-build/find-python) || { \
		echo "Intray needs Python 3.11, 3.12 or 3.13 with venv; there is none here." >&2; exit 1; }; \
	rm -rf .venv; "$$python" -m venv .venv; echo "Made .venv with $$(.venv/bin/python --version)"

$(SETUP): requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing what requirements.lock names"
	@$(PIP_INSTALL) --require-hashes -r requirements.lock
	@$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(SETUP_DEV): requirements-dev.lock $(SETUP) | packages-test
	@echo "Installing what requirements-dev.lock names"
	@$(PIP_INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

$(PAGE_MODULES): web/package.json web/package-lock.json | $(SETUP)
	cd web && ../$(NODE) npm ci --no-audit --no-fund
	@touch $@

$(PAGE): $(PAGE_MODULES) $(PAGE_SOURCES)
	cd web && ../$(NODE) npm run --silent build
	@touch $@
