# Potluck: everything a newcomer needs. `make help` lists it.
.DEFAULT_GOAL := help
.PHONY: help site serve test judges lighthouse fuzz lint format words bench lock clean

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

help: ## list what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(READY): requirements.lock requirements-dev.lock pyproject.toml
	@echo "Setting up .venv …"
	@$(PYTHON) -c 'import sys; sys.exit("Potluck needs Python 3.11 or newer; call: make PYTHON=python3.12 …" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

site: $(READY) ## check, count and print the sample community into site/public/
	@$(BIN)/potluck check --format concise
	@$(BIN)/potluck build
	@$(BIN)/potluck pack
	@echo "Look at it: make serve"

serve: $(READY) ## look at the site while you write; it prints itself anew at every change
	@$(BIN)/potluck serve

test: $(READY) ## run all tests; those in a browser where Chromium is installed
	@$(BIN)/python -m pytest -n auto --dist loadgroup $(ARGS)

JUDGES := tests/node/node_modules/.package-lock.json
$(JUDGES): tests/node/package-lock.json
	@npm ci --prefix tests/node --ignore-scripts --no-audit --no-fund --silent

judges: $(JUDGES) ## install what judges the printed site: Nu (which needs Java) and Lighthouse, from npm

lighthouse: $(JUDGES) site ## what Lighthouse says of the sample on a telephone, the middle of three runs
	@$(BIN)/python -m tests.lighthouse $(ARGS)

SECONDS ?= 60
fuzz: $(READY) ## bend files for a minute each and look what breaks; SECONDS=600 for longer (Linux, Python below 3.14)
	@$(BIN)/python -m tests.fuzz read $(SECONDS)
	@$(BIN)/python -m tests.fuzz press $(SECONDS)

lint: $(READY) ## formatting, style, types, and which way imports point
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(READY) ## put the code into its form
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

words: $(READY) ## gather the interface's texts into the catalogues, and compile these; LANGUAGE=fr begins one
	@$(BIN)/python -m tests.words $(LANGUAGE)

bench: $(READY) ## measure speed and memory beside stock MkDocs and Hugo (some 15 minutes)
	@$(BIN)/python -m tests.bench $(ARGS)

lock: ## write the locks anew from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --group dev -o requirements-dev.lock
	echo "pip-audit>=2.9" | uv pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-emit-index-url --no-header --no-annotate - -o tooling/potluck/starter/github/pip-audit.txt

clean: ## remove what was made
	rm -rf .venv .fuzz site/public site/.public-next build dist
