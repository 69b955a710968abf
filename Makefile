# make run: the app on http://localhost:8501 · make test: the whole suite · make check: the linters
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test test-qgis check format clean

run: $(VENV)/.run
	$(BIN)/geo-koop serve

test: $(VENV)/.test
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile $(PYTEST_ARGS)

# Not part of .ci/run: QGIS brings some 280 packages of Debian.
test-qgis: $(VENV)/.test
	/usr/bin/python3 -c 'import qgis.core' 2>/dev/null || \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-qgis; }
	GEO_KOOP_QGIS=/usr/bin/python3 $(BIN)/python -m pytest tests/qgis

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# A stamp file per set-up: repeated only when the pins or the requirements change.
$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "geo_koop needs Python 3.11 or newer: make run PYTHON=python3.12"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.made pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.made pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[test]'
	@touch $@

$(VENV)/.dev: $(VENV)/.made pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
