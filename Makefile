# make run: the app on http://localhost:8501 · make test: the suite · make check: the linters
# make test-nightly: the suite with all that it takes a share of by day, and QGIS
# make fuzz: readers against mutated files, MINUTES=15 · make pins: requirements/ anew · make audit: advisories about them
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

INSTALL := $(BIN)/python -m pip install --quiet --require-hashes
PACKAGE := $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
MINUTES ?= 15

.PHONY: run test test-nightly test-qgis check format fuzz pins audit clean

run: $(VENV)/.run
	$(BIN)/geo-koop serve --local

test: $(VENV)/.test
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal $(PYTEST_ARGS)

# Not part of .ci/run: all hostile files, pages and sessions, where the suite takes a share, and many more examples.
test-nightly: $(VENV)/.test
	GEO_KOOP_NIGHTLY=1 $(MAKE) test
	$(MAKE) test-qgis

# Not part of .ci/run: QGIS brings some 280 packages of Debian.
test-qgis: $(VENV)/.test
	{ /usr/bin/python3 -c 'import qgis.core' && test -x /usr/lib/cgi-bin/qgis_mapserv.fcgi && command -v spawn-fcgi; } >/dev/null 2>&1 || \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
		  python3-qgis qgis-server spawn-fcgi nginx-light; }
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

# What is installed has the checksums that were pinned, also what builds the package.
$(VENV)/.run $(VENV)/.test $(VENV)/.dev: $(VENV)/.made pyproject.toml requirements/build.txt

$(VENV)/.run: requirements/app.txt
	$(INSTALL) -r requirements/build.txt -r requirements/app.txt
	$(PACKAGE)
	@touch $@

$(VENV)/.test: requirements/test.txt
	$(INSTALL) -r requirements/build.txt -r requirements/test.txt
	$(PACKAGE)
	@touch $@

$(VENV)/.dev: requirements/dev.txt
	$(INSTALL) -r requirements/build.txt -r requirements/dev.txt
	$(PACKAGE)
	@touch $@

$(VENV)/tools/.made: $(VENV)/.made requirements/tools.txt
	$(PYTHON) -m venv $(VENV)/tools
	$(VENV)/tools/bin/python -m pip install --quiet --require-hashes -r requirements/tools.txt
	@touch $@

# After a change of constraints.txt or of the requirements in pyproject.toml: the checksums of all platforms, as the
# package index gives them. The first time, or for new tools, take any uv: make pins UV=uv
UV = $(VENV)/tools/bin/uv
COMPILE = $(UV) pip compile --universal --python-version 3.11 --constraint constraints.txt --generate-hashes \
	--no-emit-index-url --no-header --no-annotate --quiet
pins: $(if $(filter file,$(origin UV)),$(VENV)/tools/.made)
	$(COMPILE) pyproject.toml --extra app --extra register --output-file requirements/app.txt
	$(COMPILE) pyproject.toml --extra all --output-file requirements/ogc.txt
	for extra in test dev; do $(COMPILE) pyproject.toml --extra $$extra --output-file requirements/$$extra.txt || exit 1; done
	for group in build tools; do $(COMPILE) --group $$group --output-file requirements/$$group.txt || exit 1; done

# Needs a service of advisories; fails where a single pin could not be looked up.
audit: $(VENV)/tools/.made
	$(VENV)/tools/bin/python requirements/audit.py $(AUDIT_ARGS)

# Seeds and cases that were found stand in tests/fuzz.
fuzz: $(VENV)/.test
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES)

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
