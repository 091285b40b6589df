# Two commands: `make lab` opens JupyterLab with the extension, `make test` runs every test.
# Both set up what they need in .venv and node_modules, and are quick the second time.

PYTHON ?= python3
PORT ?= 8888
# In a container one is often root, and Jupyter wants to be told that this is meant.
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)
BIN := $(CURDIR)/.venv/bin
export PATH := $(BIN):$(PATH)
export VIRTUAL_ENV := $(CURDIR)/.venv
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Browsers are found or fetched by scripts/browser.py, when they are needed.
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1

SOURCES := $(shell find src style schema scripts package.json tsconfig*.json -type f -not -path '*/__tests__/*' 2>/dev/null)
LABEXTENSION := jupyterlab_execution_broker/labextension/package.json
SERVICE := jupyterlab_execution_broker/service/execution-broker.mjs

.PHONY: lab test bench build lint clean help
help:
	@echo 'make lab    set up everything and open JupyterLab on the examples (PORT=8888)'
	@echo 'make test   set up everything and run every test'
	@echo 'make bench  print the measurements of docs/performance.md'
	@echo 'make lint   look at the style of everything; npm run lint:fix mends what it can'

lab: .venv/.installed
	$(BIN)/jupyter lab --port $(PORT) $(AS_ROOT) $(LAB_OPTIONS) examples

test: .venv/.installed
	$(BIN)/python scripts/test.py $(ONLY)

bench: .venv/.installed
	$(BIN)/python scripts/browser.py
	$(BIN)/node scripts/bench.mjs $(ONLY)

lint: .venv/.packages node_modules/.installed
	npm run lint
	$(BIN)/ruff check jupyterlab_execution_broker scripts
	$(BIN)/ruff format --check jupyterlab_execution_broker scripts

build: $(LABEXTENSION)

.venv/.packages: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip install --quiet -r pyproject.toml --extra dev
	touch $@

node_modules/.installed: package-lock.json | .venv/.packages
	npm ci --no-audit --no-fund --loglevel=error
	touch $@

$(SERVICE) $(LABEXTENSION) &: $(SOURCES) node_modules/.installed
	npm run --silent build:prod
	touch $(SERVICE) $(LABEXTENSION)

# Installed in place: Python from this folder, the labextension by a link.
.venv/.installed: $(LABEXTENSION) $(SERVICE) .venv/.packages jupyter-config/server-config/jupyterlab_execution_broker.json
	SKIP_JUPYTER_BUILDER=1 $(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	$(BIN)/jupyter-builder develop . --overwrite
	touch $@

clean:
	rm -rf .venv node_modules lib dist jupyterlab_execution_broker/labextension jupyterlab_execution_broker/service *.tsbuildinfo
