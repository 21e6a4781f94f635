# The two commands are `make serve` and `make test`; the rest is for whoever works on the product.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
export VRAAGBAAK_HOME ?= var

.PHONY: serve publish install test test-all check format clean

# Virtual environment, packages, encoder, publication of content/, and both servers:
# the public one on 127.0.0.1:8000, the internal one on 127.0.0.1:8001.
serve: publish
	@echo "Publiek: http://127.0.0.1:8000   Intern: http://127.0.0.1:8001/aanmelden"
	@trap 'trap - INT TERM EXIT; kill 0' INT TERM EXIT; \
	$(BIN)/vraagbaak serve --rol intern --port 8001 & \
	$(BIN)/vraagbaak serve --rol publiek --port 8000 & \
	wait

publish: install
	$(BIN)/vraagbaak encoder prepare
	$(BIN)/vraagbaak publish --note "make"

install: $(INSTALLED)

# torch comes first and alone: an open range would bring a build with gigabytes for a GPU.
$(INSTALLED): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $(INSTALLED)

# Everything that takes seconds; slow tests and browser tests are in test-all. Two at once, and whoever is
# done takes from the other.
test: install
	$(BIN)/python -m pytest -m "not slow and not browser" -n 2 --dist worksteal

test-all: test
	$(BIN)/python -m pytest -m "slow or browser" -n 2 --dist worksteal

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
