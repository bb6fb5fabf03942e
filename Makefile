# geoapp: `make serve` and `make test` are all the set-up there is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= auto

.PHONY: serve test lint bench data catalog lock clean
.DEFAULT_GOAL := serve

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14) and "geoapp needs Python 3.11, 3.12 or 3.13: name one with make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.serve: requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing the dependencies of geoapp into $(VENV) (once)"
	$(PIP) install --quiet --require-hashes -r requirements.txt
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.serve
	@echo "Installing the test dependencies of geoapp into $(VENV) (once)"
	$(PIP) install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

serve: $(VENV)/.serve  ## the map, on the embedded database with the shipped data
	@$(BIN)/geoapp serve --host $(HOST) --port $(PORT)

test: lint  ## everything CI checks
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(VENV)/.dev  ## the figures of the documentation, measured here; make bench BENCH=--quick only shows that it runs
	$(BIN)/python -m tests.benchmarks $(BENCH)

data: $(VENV)/.dev  ## rebuild data/ from a folder of source files: make data SOURCE=folder
	@test -n "$(SOURCE)" || { echo "Name the folder of source files: make data SOURCE=folder"; exit 2; }
	$(BIN)/python -m scripts.build_data "$(SOURCE)"

catalog: $(VENV)/.dev  ## bring the catalogues of translations up to what the texts say
	$(BIN)/python -m scripts.catalog

lock:  ## renew the hash-locked requirements (needs uv)
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-annotate --no-header --extra build pyproject.toml -o requirements.txt
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-annotate --no-header --all-extras -c requirements.txt pyproject.toml -o requirements-dev.txt

clean:
	rm -rf $(VENV) build dist
