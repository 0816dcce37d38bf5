PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.run
DEV_STAMP := $(VENV)/.dev
PEERS := .venv-peers
PEERS_STAMP := $(PEERS)/.peers
INSTALLED := .venv-wheel
INSTALLED_STAMP := $(INSTALLED)/.run

.PHONY: run test check wheel smoke lock bench diagram picture screenshots messages clean

run: $(RUN_STAMP)  ## start the conversation: on Telegram where BOT_TOKEN is set, here otherwise
	@$(BIN)/mesoguide start

test: $(DEV_STAMP)  ## every test
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal

check: $(DEV_STAMP)  ## what a reviewer would ask a machine first
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tests.catalogue

wheel: $(RUN_STAMP)  ## build dist/mesoguide-<version>-py3-none-any.whl
	@rm -f dist/mesoguide-*.whl
	@$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist .

smoke: wheel $(DEV_STAMP) $(INSTALLED_STAMP)  ## install the wheel apart from the source, and talk with what it installs
	@$(BIN)/python -m pip --python $(INSTALLED)/bin/python install --quiet --disable-pip-version-check \
		--no-index --no-deps --force-reinstall dist/mesoguide-*.whl
	@$(BIN)/python -m tests.wheel dist/mesoguide-*.whl $(INSTALLED)/bin/mesoguide

bench: $(DEV_STAMP) $(PEERS_STAMP)  ## the figures that the README quotes
	@$(BIN)/python -m benchmarks

diagram: $(RUN_STAMP)  ## draw docs/dialog.mmd anew from the machine
	@$(BIN)/mesoguide diagram > docs/dialog.mmd

picture: $(RUN_STAMP)  ## draw docs/course.png anew
	@folder=$$(mktemp -d) && $(BIN)/mesoguide gallery $$folder > /dev/null && cp $$folder/en/face-sensitive-dated.png docs/course.png && rm -r $$folder

screenshots: $(DEV_STAMP)  ## draw the clinic's page and the chat in docs/ anew, in Chromium
	@$(BIN)/python -m tests.screenshots

messages: $(DEV_STAMP)  ## gather new sentences into the catalogues
	@$(BIN)/pybabel -q extract -F babel.toml -k _ -k n_:1,2 -k p_:1c,2 --no-default-keywords \
		--add-comments "Translators:" --sort-by-file --no-wrap --omit-header -o locales/mesoguide.pot bot dialogs
	@$(BIN)/pybabel -q update --no-fuzzy-matching --no-wrap --ignore-pot-creation-date -D mesoguide -i locales/mesoguide.pot -d locales

lock: $(DEV_STAMP)  ## pin the newest allowed dependencies, with hashes
	@for group in run dev bench; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --upgrade \
			--custom-compile-command "make lock" --group build $$([ $$group = run ] || echo --group $$group) \
			pyproject.toml -o requirements/$$group.txt; \
	done

clean:  ## forget the environment and every cache
	rm -rf $(VENV) $(PEERS) $(INSTALLED) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache dist

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Mesoguide needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 run" if sys.version_info < (3, 11) else 0)'
	@echo "Making the environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): requirements/run.txt pyproject.toml | $(BIN)/python
	@echo "Installing what is pinned in requirements/run.txt ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV_STAMP): requirements/dev.txt $(RUN_STAMP)
	@echo "Installing what is pinned in requirements/dev.txt ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

# Apart from the product: a peer may pin an older release of what both stand on.
$(PEERS_STAMP): requirements/bench.txt | $(BIN)/python
	@echo "Making the environment of the benchmark's peers in $(PEERS) ..."
	@$(BIN)/python -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@

# Holds the pinned dependencies and never the source tree. Modules are compiled when they are imported: few of them are.
$(INSTALLED_STAMP): requirements/run.txt | $(BIN)/python
	@echo "Making the environment for the wheel in $(INSTALLED) ..."
	@$(BIN)/python -m venv --clear --without-pip $(INSTALLED)
	@$(BIN)/python -m pip --python $(INSTALLED)/bin/python install --quiet --disable-pip-version-check --no-compile \
		--require-hashes -r requirements/run.txt
	@touch $@
